#include "lab/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.h"

namespace farthing::lab {
namespace {

// A value of b significant bits keeps its highest kPrecisionBits + 1: the others choose no bucket.
constexpr int kPrecisionBits = 7;
constexpr int kValueBits = 42;
constexpr int64_t kLargest = (int64_t{1} << kValueBits) - 1;
constexpr size_t kBuckets = (kValueBits - kPrecisionBits + 1) << kPrecisionBits;

int ShiftOf(uint64_t value) {
  return std::max(0, static_cast<int>(std::bit_width(value)) - kPrecisionBits - 1);
}

size_t BucketOf(uint64_t value) {
  const int shift = ShiftOf(value);
  return (static_cast<size_t>(shift) << kPrecisionBits) + (value >> shift);
}

int64_t LastOf(size_t bucket) {
  constexpr size_t kFirstShifted = size_t{2} << kPrecisionBits;
  if (bucket < kFirstShifted) return static_cast<int64_t>(bucket);
  const size_t shift = (bucket >> kPrecisionBits) - 1;
  const size_t leading = bucket - (shift << kPrecisionBits);
  return static_cast<int64_t>(((leading + 1) << shift) - 1);
}

}  // namespace

Histogram::Histogram() : buckets_(kBuckets) {}

void Histogram::Record(Duration value) {
  const int64_t nanoseconds = std::clamp<int64_t>(value.count(), 0, kLargest);
  ++buckets_[BucketOf(static_cast<uint64_t>(nanoseconds))];
  ++count_;
  min_ = std::min(min_, nanoseconds);
  max_ = std::max(max_, nanoseconds);
  sum_ += static_cast<double>(nanoseconds);
}

void Histogram::Merge(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

Duration Histogram::mean() const {
  return Duration(count_ == 0 ? 0 : std::llround(sum_ / static_cast<double>(count_)));
}

Duration Histogram::Percentile(double share) const {
  CHECK(share >= 0 && share <= 1);
  if (count_ == 0) return Duration(0);
  const auto wanted =
      std::max<uint64_t>(1, static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_))));
  uint64_t seen = 0;
  for (size_t i = 0; i < kBuckets; ++i) {
    seen += buckets_[i];
    if (seen >= wanted) return Duration(std::min(LastOf(i), max_));
  }
  return max();
}

}  // namespace farthing::lab
