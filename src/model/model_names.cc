#include "model/model_names.h"

#include <algorithm>
#include <utility>

namespace farthing::model {
namespace {

bool IsDigits(std::string_view text, size_t size) {
  return text.size() == size &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// 2026-07-09, 20260709, 0709.
bool IsDate(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    return IsDigits(text.substr(0, 4), 4) && IsDigits(text.substr(5, 2), 2) &&
           IsDigits(text.substr(8), 2);
  }
  return text.starts_with("20") && IsDigits(text, 8);
}

// What comes before an API's own name for the model.
std::string_view WithoutPath(std::string_view name) {
  if (name.starts_with("arn:")) {
    const size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
  }
  for (const std::string_view path :
       {"models/", "publishers/google/models/", "publishers/anthropic/models/"}) {
    if (name.starts_with(path)) return name.substr(path.size());
  }
  // ft:gpt-4o-mini-2024-07-18:organization::id has the price of ft:gpt-4o-mini-2024-07-18.
  if (name.starts_with("ft:")) return name.substr(0, name.find(':', 3));
  return name;
}

// The profiles that may have the price of this one: all that keep to a part of the world cost the
// same, and the global one what the model costs without a prefix.
std::vector<std::string> OtherProfiles(std::string_view name) {
  if (name.starts_with("global.")) return {std::string(name.substr(7))};
  for (const std::string_view region : {"us.", "eu.", "apac.", "au.", "jp.", "ca.", "us-gov."}) {
    if (!name.starts_with(region)) continue;
    const std::string rest(name.substr(region.size()));
    return {"us." + rest, rest};
  }
  return {};
}

// One suffix less: -2026-07-09, -20260709, @20260709, @default, -latest, -v1:0; the same name when
// there is none.
std::string_view WithoutVersion(std::string_view name) {
  for (const std::string_view suffix : {"-latest", "@latest", "@default"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  for (const size_t size : {size_t{10}, size_t{8}}) {
    if (name.size() < size + 2) continue;
    const size_t mark = name.size() - size - 1;
    if ((name[mark] == '-' || name[mark] == '@') && IsDate(name.substr(mark + 1))) {
      return name.substr(0, mark);
    }
  }
  const size_t version = name.rfind("-v");
  if (version == std::string_view::npos) return name;
  const std::string_view number = name.substr(version + 2);
  const size_t colon = number.find(':');
  const bool is_version = colon != std::string_view::npos && IsDigits(number.substr(0, colon), 1);
  return is_version ? name.substr(0, version) : name;
}

}  // namespace

std::string LowerCase(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

std::vector<std::string> LesserNames(std::string_view full_name) {
  const size_t slash = full_name.find('/');
  const std::string provider(full_name.substr(0, slash + 1));
  const std::string_view name = full_name.substr(slash + 1);
  std::vector<std::string> names;
  const auto add = [&](std::string_view lesser) {
    std::string full = provider + std::string(lesser);
    if (lesser != name && std::ranges::find(names, full) == names.end()) {
      names.push_back(std::move(full));
    }
  };
  const std::string_view bare = WithoutPath(name);
  std::vector<std::string> starts = {std::string(bare)};
  // Azure's worldwide deployments have the list price.
  for (const std::string_view world : {"global/", "global-standard/"}) {
    if (provider == "azure/" && bare.starts_with(world)) {
      starts.emplace_back(bare.substr(world.size()));
    }
  }
  if (provider == "bedrock/") {
    for (std::string& profile : OtherProfiles(bare)) starts.push_back(std::move(profile));
  }
  for (const std::string& start : starts) {
    add(start);
    std::string_view lesser = start;
    for (std::string_view next = WithoutVersion(lesser); next != lesser;
         next = WithoutVersion(lesser)) {
      lesser = next;
      add(lesser);
    }
  }
  return names;
}

}  // namespace farthing::model
