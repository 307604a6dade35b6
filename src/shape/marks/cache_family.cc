#include "shape/marks/cache_family.h"

#include <charconv>
#include <span>

namespace farthing::shape {
namespace {

constexpr std::string_view kShortest[] = {"claude-opus-5", "claude-fable-5", "claude-mythos-5"};
constexpr std::string_view kLongest[] = {"claude-haiku-4-5", "claude-opus-4-5", "claude-opus-4-6"};

bool StartsWithOne(std::string_view model, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    if (model.starts_with(name)) return true;
  }
  return false;
}

// Of "gpt-5.6-sol" 506, of "gpt-6" 600; 0 of anything else.
int VersionOf(std::string_view model) {
  constexpr std::string_view kName = "gpt-";
  if (!model.starts_with(kName)) return 0;
  const char* const end = model.data() + model.size();
  int major = 0;
  int minor = 0;
  const auto read = std::from_chars(model.data() + kName.size(), end, major);
  if (read.ec != std::errc() || major > 99) return 0;
  if (read.ptr != end && *read.ptr == '.') std::from_chars(read.ptr + 1, end, minor);
  return major * 100 + minor;
}

}  // namespace

ModelCache AnthropicCacheOf(std::string_view model) {
  if (!model.starts_with("claude")) return {};
  ModelCache cache{.family = CacheFamily::kMarks};
  if (StartsWithOne(model, kShortest)) cache.least_tokens = 512;
  if (StartsWithOne(model, kLongest)) cache.least_tokens = 4096;
  return cache;
}

ModelCache OpenAICacheOf(std::string_view model) {
  constexpr int kFirstWithMarks = 506;
  return {.family =
              VersionOf(model) >= kFirstWithMarks ? CacheFamily::kKeyMarks : CacheFamily::kKey};
}

}  // namespace farthing::shape
