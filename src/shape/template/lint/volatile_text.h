#pragma once

#include <string_view>
#include <vector>

namespace farthing::shape {

// What in a text is likely to be another one soon.
struct VolatileText {
  std::string_view text;
  bool is_time = false;  // a date or a time; else an id
};

// Dates and times (2026-11-24, 24/11/2026, 08:15:00, November 2026, seconds since 1970) and ids
// (UUIDs, long runs in which letters and digits take turns), in order. Linear; any thread.
std::vector<VolatileText> FindVolatile(std::string_view text);

// Whether a slot of that name is filled with such: date, request_id, now.
bool IsVolatileName(std::string_view slot);

}  // namespace farthing::shape
