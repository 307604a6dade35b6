#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace farthing::observe {

// Durations fall into log-linear buckets (as in HdrHistogram): every power of two is cut into eight
// equal parts, so a bucket is at most 12.5 % wide and its index is a shift and a mask, not a
// search. The unit is 1/1024 ms, which makes every power of two a short number of milliseconds (…,
// 0.5, 1, 2, 4, … ms). A bucket holds (lower, upper], as Prometheus counts.
inline constexpr int kSubBucketBits = 3;
inline constexpr int kRangeBits = 30;  // the last bound is 2^30 units: 1,048.576 s
inline constexpr size_t kOverflowBucket = (kRangeBits - kSubBucketBits + 1) << kSubBucketBits;
inline constexpr size_t kBucketCount = kOverflowBucket + 1;

constexpr size_t BucketOf(Duration duration) {
  const int64_t ns = duration.count();
  if (ns <= 0) return 0;
  constexpr int64_t kLongest = int64_t{1} << 50;  // thirteen days; keeps the product in range
  if (ns >= kLongest) return kOverflowBucket;
  // One unit is 15625/16 ns; a duration of exactly n units belongs to the bucket that ends at n.
  const uint64_t unit = static_cast<uint64_t>(ns * 16 - 1) / 15'625;
  if (unit < (1U << kSubBucketBits)) return unit;
  const int shift = std::bit_width(unit) - 1 - kSubBucketBits;
  const size_t index = (static_cast<size_t>(shift) << kSubBucketBits) + (unit >> shift);
  return index < kOverflowBucket ? index : kOverflowBucket;
}

// The bucket's upper bound in units of 1/1024 ms. REQUIRES: bucket < kOverflowBucket.
constexpr uint64_t UpperUnits(size_t bucket) {
  constexpr size_t kSub = size_t{1} << kSubBucketBits;
  if (bucket < kSub) return bucket + 1;
  const size_t shift = (bucket >> kSubBucketBits) - 1;
  return uint64_t{(bucket & (kSub - 1)) + kSub + 1} << shift;
}

constexpr double SecondsOfUnits(uint64_t units) { return static_cast<double>(units) / 1'024'000.0; }

// A histogram's merged content; a plain value.
struct HistogramCounts {
  std::array<uint64_t, kBucketCount> buckets{};
  uint64_t sum_ns = 0;

  uint64_t Count() const;
  void Add(const HistogramCounts& other);
  // Takes away an earlier state of the same histogram: what is left was recorded since.
  void Subtract(const HistogramCounts& earlier);
  // The value below which `q` (0..1) of the recorded durations lie, in seconds, interpolated within
  // its bucket; 0 when nothing was recorded. What overflowed counts as the last bound.
  double Quantile(double q) const;
};

// What one thread records and any thread may read. The only writer uses plain loads and stores: no
// locked instruction, about three nanoseconds a Record.
class alignas(64) HistogramCells {
 public:
  void Record(Duration duration) {
    Bump(buckets_[BucketOf(duration)], 1);
    if (duration.count() > 0) Bump(sum_ns_, static_cast<uint64_t>(duration.count()));
  }
  void AddTo(HistogramCounts* counts) const;

 private:
  static void Bump(std::atomic<uint64_t>& cell, uint64_t by) {
    cell.store(cell.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  std::array<std::atomic<uint64_t>, kBucketCount> buckets_{};
  std::atomic<uint64_t> sum_ns_{0};
};

}  // namespace farthing::observe
