#include "observe/histogram.h"

#include <algorithm>
#include <numeric>

namespace farthing::observe {

uint64_t HistogramCounts::Count() const {
  return std::accumulate(buckets.begin(), buckets.end(), uint64_t{0});
}

void HistogramCounts::Add(const HistogramCounts& other) {
  for (size_t i = 0; i < kBucketCount; ++i) buckets[i] += other.buckets[i];
  sum_ns += other.sum_ns;
}

void HistogramCounts::Subtract(const HistogramCounts& earlier) {
  for (size_t i = 0; i < kBucketCount; ++i) {
    buckets[i] -= std::min(buckets[i], earlier.buckets[i]);
  }
  sum_ns -= std::min(sum_ns, earlier.sum_ns);
}

double HistogramCounts::Quantile(double q) const {
  const uint64_t count = Count();
  if (count == 0) return 0;
  const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(count);
  double below = 0;
  for (size_t i = 0; i < kOverflowBucket; ++i) {
    const double here = static_cast<double>(buckets[i]);
    if (here > 0 && below + here >= rank) {
      const double lower = i == 0 ? 0 : SecondsOfUnits(UpperUnits(i - 1));
      const double upper = SecondsOfUnits(UpperUnits(i));
      return lower + (upper - lower) * std::max(0.0, rank - below) / here;
    }
    below += here;
  }
  return SecondsOfUnits(UpperUnits(kOverflowBucket - 1));
}

void HistogramCells::AddTo(HistogramCounts* counts) const {
  for (size_t i = 0; i < kBucketCount; ++i) {
    counts->buckets[i] += buckets_[i].load(std::memory_order_relaxed);
  }
  counts->sum_ns += sum_ns_.load(std::memory_order_relaxed);
}

}  // namespace farthing::observe
