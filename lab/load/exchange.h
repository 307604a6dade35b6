#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "lab/load/answer_check.h"

namespace farthing::lab {

// One request with what came of it.
struct Exchange {
  MonotonicTime intended;     // when it was due; latencies count from here
  uint64_t number = 0;        // its nonce
  MonotonicTime first_event;  // zero: none came
  MonotonicTime end;
  uint64_t events = 0;
  uint64_t event_reads = 0;
  std::string error;  // "connect", "reset", "closed", "malformed", "timeout"; empty: see outcome
  Outcome outcome = Outcome::kOk;
  int status = 0;
};

// What went wrong, as it is counted: an error, "status-429", "stream-error", "truncated" or
// "wrong". Empty when all is right.
std::string ErrorKind(const Exchange& exchange);

}  // namespace farthing::lab
