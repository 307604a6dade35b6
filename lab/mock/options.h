#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace farthing::lab {

struct MockOptions {
  std::string listen = "127.0.0.1:0";
  int threads = 1;
  uint64_t answer_bytes = 500;
  uint64_t stream_events = 20;
  Duration delay{0};        // before every answer's head
  Duration first_delay{0};  // between a stream's head and its first event
  Duration interval{0};     // before each content event
  std::string faults;       // as FaultPlan::Parse reads it
  uint64_t seed = 1;
  bool stamp = false;  // content events tell when they were sent
};

}  // namespace farthing::lab
