#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"
#include "lab/load/histogram.h"

namespace farthing::lab {

// What the rounds at one URL came to.
struct Tally {
  uint64_t sent = 0;  // each is then in ok or in errors
  uint64_t ok = 0;
  uint64_t wrong = 0;                      // --check: answers that are not right
  std::map<std::string, uint64_t> errors;  // by kind
  Histogram latency;                       // from the intended arrival to the end of a right answer
  Histogram first_event;
  Histogram event_delay;     // of a mock --stamp: from an event's sending to its arrival
  uint64_t events = 0;       // server-sent events read
  uint64_t event_reads = 0;  // reads that completed at least one event
  uint64_t completed = 0;    // answers, right or not, whose end fell in the measured time
  Duration measured{0};      // the measured time
  Duration cpu{0};           // of the watched processes, in the measured time
  uint64_t pss_before = 0;
  uint64_t pss_after = 0;

  void Merge(const Tally& other);
};

}  // namespace farthing::lab
