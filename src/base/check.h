#pragma once

#include <string_view>

namespace farthing {

// Prints `what` with its place on standard error and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, std::string_view what);

}  // namespace farthing

// Dies at once when `condition` is false, in every build: for what can never happen, not for input.
#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) [[unlikely]]                                              \
      ::farthing::CheckFailed(__FILE__, __LINE__, "CHECK failed: " #condition); \
  } while (false)
