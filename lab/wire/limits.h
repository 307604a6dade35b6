#pragma once

#include <cstdint>

namespace farthing::lab {

// Raises the process's limit of open files to `wanted`, beyond the hard limit where the system
// allows it, else as far as it goes. Returns the limit now in force.
uint64_t RaiseFileLimit(uint64_t wanted);

}  // namespace farthing::lab
