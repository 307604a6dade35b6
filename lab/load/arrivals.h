#pragma once

#include "base/clock.h"
#include "base/random.h"

namespace farthing::lab {

enum class ArrivalKind { kPoisson, kConstant };

// When requests are due: gaps of an open loop at `rate` arrivals per second, whatever the answers
// do. REQUIRES: rate > 0
class Arrivals {
 public:
  Arrivals(ArrivalKind kind, double rate, Random& random)
      : kind_(kind), rate_(rate), random_(random) {}

  // The time from one arrival to the next.
  Duration NextGap();

 private:
  ArrivalKind kind_;
  double rate_;
  Random& random_;
};

}  // namespace farthing::lab
