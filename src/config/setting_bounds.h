#pragma once

#include <cstdint>

namespace farthing::config {

// Units in which the table of settings says its bounds: bytes, milliseconds, tokens.
inline constexpr int64_t kKiB = 1024;
inline constexpr int64_t kMiB = 1024 * kKiB;
inline constexpr int64_t kGiB = 1024 * kMiB;
inline constexpr int64_t kSecond = 1'000;
inline constexpr int64_t kHour = 3'600 * kSecond;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr int64_t kMostTokens = 1'000'000'000;

}  // namespace farthing::config
