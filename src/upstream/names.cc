#include "upstream/names.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <optional>

namespace farthing::upstream {
namespace {

constexpr size_t kLongestCompared = 128;

std::string Lower(std::string_view text) {
  std::string lower(text.substr(0, kLongestCompared));
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

std::string_view WithoutProvider(std::string_view name) { return name.substr(name.find('/') + 1); }

// Levenshtein's distance, one row at a time.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

// Lower is nearer; nothing: not near.
std::optional<size_t> Distance(std::string_view asked, std::string_view known) {
  const std::string a = Lower(asked), b = Lower(known);
  if (a == b) return 0;
  const std::string_view bare_a = WithoutProvider(a), bare_b = WithoutProvider(b);
  if (bare_a == bare_b) return 1;
  const size_t errors = std::min(EditDistance(a, b), EditDistance(bare_a, bare_b));
  if (errors <= std::max<size_t>(1, bare_a.size() / 4)) return 1 + errors;
  constexpr size_t kShortestStem = 3;
  if (bare_a.size() >= kShortestStem && bare_b.starts_with(bare_a)) return 100 + bare_b.size();
  return {};
}

}  // namespace

std::vector<std::string_view> NearNames(std::string_view asked,
                                        std::span<const std::string_view> known, size_t limit) {
  std::vector<std::pair<size_t, std::string_view>> near;
  for (const std::string_view name : known) {
    if (const auto distance = Distance(asked, name)) near.emplace_back(*distance, name);
  }
  std::ranges::sort(near);
  const auto [end, last] = std::ranges::unique(near);
  near.erase(end, last);
  std::vector<std::string_view> names;
  for (const auto& [distance, name] : near) {
    if (names.size() == limit) break;
    names.push_back(name);
  }
  return names;
}

}  // namespace farthing::upstream
