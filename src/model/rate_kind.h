#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace farthing::model {

// What is billed by the token, as the catalogue and configurations name it (input, cache_read, …).
enum class RateKind : uint8_t {
  kInput,
  kCacheRead,
  kCacheWrite,
  kCacheWrite1h,
  kOutput,
  kReasoning,
  kAudioIn,
  kAudioCached,
  kAudioOut,
  kImageIn,
  kImageCached,
  kImageOut,
};
inline constexpr size_t kRateKinds = 12;

// Static.
std::string_view NameOf(RateKind kind);

}  // namespace farthing::model
