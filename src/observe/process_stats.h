#pragma once

#include <cstdint>
#include <string>

namespace farthing::observe {

// What the kernel says about a process; a number it would not tell is 0.
struct ProcessStats {
  double cpu_seconds = 0;
  double start_time_seconds = 0;  // since the epoch
  uint64_t resident_bytes = 0;
  uint64_t virtual_bytes = 0;
  uint64_t open_fds = 0;
  uint64_t max_fds = 0;
};

// Reads DIR/self/{stat,limits,fd} and DIR/stat. Any thread; some tens of microseconds.
ProcessStats ReadProcessStats(const std::string& proc_dir = "/proc");

}  // namespace farthing::observe
