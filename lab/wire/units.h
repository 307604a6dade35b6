#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace farthing::lab {

// "250us", "5ms", "1.5s", "10m"; a bare number is seconds. Nothing when it is none of these or
// negative.
std::optional<Duration> ParseDuration(std::string_view text);

// "500", "64k", "32M", "1G": powers of 1024.
std::optional<uint64_t> ParseSize(std::string_view text);

}  // namespace farthing::lab
