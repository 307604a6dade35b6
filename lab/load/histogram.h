#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace farthing::lab {

// Counts durations in log-linear buckets (as HdrHistogram does): a percentile is at most 0.8 %
// above the true value, from 1 ns to over an hour; longer ones count as the longest. Recording
// costs a few nanoseconds and never allocates. One thread.
class Histogram {
 public:
  Histogram();

  void Record(Duration value);
  void Merge(const Histogram& other);

  uint64_t count() const { return count_; }
  Duration min() const { return Duration(count_ == 0 ? 0 : min_); }
  Duration max() const { return Duration(max_); }
  Duration mean() const;

  // The smallest recorded value (rounded up to its bucket's end) that at least `share` of all
  // values do not exceed; zero when empty. REQUIRES: 0 <= share <= 1
  Duration Percentile(double share) const;

 private:
  std::vector<uint64_t> buckets_;
  uint64_t count_ = 0;
  int64_t min_ = INT64_MAX;
  int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace farthing::lab
