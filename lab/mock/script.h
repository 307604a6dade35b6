#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/mock/answer.h"
#include "lab/mock/canned.h"
#include "lab/mock/orders.h"

namespace farthing::lab {

// The bytes of one answer and when to send them: all that a connection needs to know.
struct Script {
  enum class End { kKeepOpen, kFinish, kReset, kStall };  // next request, FIN, RST, silence

  struct Step {
    Duration wait{0};  // after the step before; steps without a wait are sent together
    std::string bytes;
    uint64_t repeat = 1;   // the bytes come so many times
    bool stamped = false;  // the digits after kStampMark become the time of sending
  };

  std::vector<Step> steps;
  End end = End::kKeepOpen;
  Fault fault = Fault::kNone;
};

// Frames the answer (content-length, or chunked for a stream) and spoils it as ordered. Of the
// orders it reads fault, delay, bytes and after; the endpoint is that of the request.
Script WriteScript(Answer answer, const Orders& orders, Endpoint endpoint);

}  // namespace farthing::lab
