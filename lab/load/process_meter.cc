#include "lab/load/process_meter.h"

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <limits>
#include <string>

namespace farthing::lab {

Duration ProcessMeter::Cpu() const {
  Duration total{0};
  for (const int pid : pids_) {
    clockid_t clock;
    timespec used{};
    // The same account as utime + stime of /proc/PID/stat, which counts in ticks of 10 ms.
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) continue;
    total += std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  }
  return total;
}

uint64_t ProcessMeter::PssBytes() const {
  uint64_t total = 0;
  for (const int pid : pids_) {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid));
    std::string word;
    while (file >> word) {
      if (word != "Pss:") continue;
      uint64_t kilobytes = 0;
      file >> kilobytes;
      total += kilobytes * 1024;
      break;
    }
  }
  return total;
}

}  // namespace farthing::lab
