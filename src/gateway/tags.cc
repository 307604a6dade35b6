#include "gateway/tags.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <utility>

#include "base/utf8.h"

namespace farthing::gateway {
namespace {

constexpr size_t kMostTags = 16;
constexpr size_t kMostBytes = 1000;

using Tag = std::pair<std::string_view, std::string_view>;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

Error Wrong(std::string_view what) {
  Error error = Error::InvalidRequest("The header x-farthing-tags " + std::string(what) +
                                      "; write it as team=search,app=web.");
  error.slug = "invalid_tags";
  return error;
}

Result<Tag> ReadTag(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == text.npos) return Fail(Wrong("holds a tag without \"=\""));
  const Tag tag(Trim(text.substr(0, equals)), Trim(text.substr(equals + 1)));
  if (tag.first.empty() || !std::ranges::all_of(tag.first, IsNameByte)) {
    return Fail(Wrong("holds a name that is not letters, digits, \".\", \"-\" and \"_\""));
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(tag.second, is_control) || !IsUtf8(tag.second)) {
    return Fail(Wrong("holds what is no text"));
  }
  return tag;
}

}  // namespace

Result<std::string> ReadTags(std::string_view header) {
  if (header.size() > kMostBytes) return Fail(Wrong("is longer than 1,000 bytes"));
  boost::container::small_vector<Tag, kMostTags> tags;
  for (size_t at = 0; at < header.size();) {
    const size_t end = std::min(header.find(',', at), header.size());
    const std::string_view text = Trim(header.substr(at, end - at));
    at = end + 1;
    if (text.empty()) continue;
    Result<Tag> tag = ReadTag(text);
    if (!tag) return Fail(tag.error());
    if (tags.size() == kMostTags) return Fail(Wrong("holds more than 16 tags"));
    tags.push_back(*tag);
  }
  std::ranges::sort(tags);
  std::string sorted;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (i > 0 && tags[i].first == tags[i - 1].first) {
      return Fail(Wrong("names the tag \"" + std::string(tags[i].first) + "\" twice"));
    }
    if (i > 0) sorted.push_back(',');
    sorted.append(tags[i].first).append("=").append(tags[i].second);
  }
  return sorted;
}

}  // namespace farthing::gateway
