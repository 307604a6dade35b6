#pragma once

#include <chrono>
#include <string>

#include "base/clock.h"

namespace farthing::ledger {

// Whole days in UTC: [from, until).
struct Days {
  std::chrono::sys_days from, until;
};

inline std::chrono::sys_days DayOf(WallTime time) {
  return std::chrono::floor<std::chrono::days>(time);
}

// "2026-11-23". Years 0 to 9999.
std::string DayText(std::chrono::sys_days day);

// Nanoseconds since 1970, as the ledger's column time_ns has them.
inline int64_t NanosecondsOf(std::chrono::sys_days day) {
  return WallTime(day).time_since_epoch().count();
}

}  // namespace farthing::ledger
