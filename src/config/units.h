#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farthing::config {

// Durations and sizes as people write them. Format…(Parse…(x)) means the same as x, and
// Parse…(Format…(n)) == n for every n ≥ 0.

// A whole number and ms, s, m, h or d: "500ms", "2s", "10m", "24h", "7d"; also the bare "0".
// Nullopt for anything else and for what does not fit.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

// In the largest unit that divides it: 90'000 ms is "90s", 600'000 ms is "10m".
std::string FormatDuration(std::chrono::milliseconds duration);

// A whole number of bytes, alone or with k, M, G (also kB, MB, GB, KiB, MiB, GiB: every unit is a
// power of 1024 here): "4096", "64k", "32MiB". Nullopt for anything else and for what does not fit
// into 63 bits.
std::optional<uint64_t> ParseSize(std::string_view text);

// In the largest of KiB, MiB, GiB that divides it, else in plain bytes.
std::string FormatSize(uint64_t bytes);

}  // namespace farthing::config
