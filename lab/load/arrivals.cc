#include "lab/load/arrivals.h"

#include <cmath>

namespace farthing::lab {

Duration Arrivals::NextGap() {
  const double mean = 1e9 / rate_;
  const double gap =
      kind_ == ArrivalKind::kConstant ? mean : -std::log1p(-random_.Uniform()) * mean;
  return Duration(std::llround(gap));
}

}  // namespace farthing::lab
