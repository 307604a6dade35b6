#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace farthing {

// Appends RFC 3339 in UTC with milliseconds, rounded down: 2026-11-23T08:00:00.125Z. Years 0 to
// 9999; some tens of nanoseconds.
void AppendTimestamp(WallTime time, std::string* out);

// Reads what AppendTimestamp writes; nullopt for anything else.
std::optional<WallTime> ParseTimestamp(std::string_view text);

}  // namespace farthing
