#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace farthing {

// Reads a moment as people and other programs write it: a date and time of RFC 3339 with `Z` or an
// offset and any fraction of a second (cut at nanoseconds), or a date alone, which is its midnight
// in UTC. Years 1970 to 2261; nullopt for anything else.
std::optional<WallTime> ParseInstant(std::string_view text);

}  // namespace farthing
