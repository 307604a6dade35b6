#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace farthing::lab {

// What processes use, read from the system. A process that is gone, or not ours to look at, counts
// as nothing.
class ProcessMeter {
 public:
  explicit ProcessMeter(std::vector<int> pids) : pids_(std::move(pids)) {}

  bool empty() const { return pids_.empty(); }
  Duration Cpu() const;       // since their starts, user and system, to the nanosecond
  uint64_t PssBytes() const;  // proportional set size; costs the kernel a walk of their pages

 private:
  std::vector<int> pids_;
};

}  // namespace farthing::lab
