#include "observe/histogram.h"

#include <gtest/gtest.h>

namespace farthing::observe {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Buckets, HoldTheirUpperBoundAndNotALittleMore) {
  for (size_t bucket = 0; bucket < kOverflowBucket; ++bucket) {
    const uint64_t units = UpperUnits(bucket);
    const Duration at(static_cast<int64_t>(units * 15'625 / 16));  // rounded down: never above
    EXPECT_EQ(BucketOf(at), bucket) << bucket;
    EXPECT_EQ(BucketOf(at + Duration(1)), bucket + 1) << bucket;
  }
}

TEST(Buckets, BoundsGrowByAtMostAnEighth) {
  for (size_t bucket = 8; bucket < kOverflowBucket; ++bucket) {
    const uint64_t lower = UpperUnits(bucket - 1);
    EXPECT_GT(UpperUnits(bucket), lower);
    EXPECT_LE((UpperUnits(bucket) - lower) * 8, lower);
  }
}

TEST(Buckets, PowersOfTwoMillisecondsAreBounds) {
  for (int64_t ms = 1; ms <= 1024; ms *= 2) {
    const size_t bucket = BucketOf(milliseconds(ms));
    EXPECT_EQ(UpperUnits(bucket), static_cast<uint64_t>(ms) * 1024);
    EXPECT_DOUBLE_EQ(SecondsOfUnits(UpperUnits(bucket)), static_cast<double>(ms) / 1000);
  }
}

TEST(Buckets, TakeAnyDuration) {
  EXPECT_EQ(BucketOf(Duration(-5)), 0U);
  EXPECT_EQ(BucketOf(Duration(0)), 0U);
  EXPECT_EQ(BucketOf(Duration(1)), 0U);
  EXPECT_EQ(BucketOf(seconds(1049)), kOverflowBucket);
  EXPECT_EQ(BucketOf(Duration::max()), kOverflowBucket);
  EXPECT_EQ(BucketOf(Duration::min()), 0U);
}

TEST(Histogram, QuantilesAreWithinABucketOfTheTruth) {
  HistogramCells cells;
  for (int i = 1; i <= 1000; ++i) cells.Record(milliseconds(i));
  HistogramCounts counts;
  cells.AddTo(&counts);
  EXPECT_EQ(counts.Count(), 1000U);
  EXPECT_EQ(counts.sum_ns, uint64_t{500'500} * 1'000'000);
  EXPECT_NEAR(counts.Quantile(0.5), 0.5, 0.5 / 8);
  EXPECT_NEAR(counts.Quantile(0.99), 0.99, 0.99 / 8);
  EXPECT_LE(counts.Quantile(0), 0.001);
  EXPECT_NEAR(counts.Quantile(1), 1.0, 1.0 / 8);
}

TEST(Histogram, EmptyHasNoQuantileAndOverflowCountsAsTheLastBound) {
  HistogramCounts counts;
  EXPECT_EQ(counts.Quantile(0.5), 0);
  HistogramCells cells;
  cells.Record(seconds(5000));
  cells.AddTo(&counts);
  EXPECT_DOUBLE_EQ(counts.Quantile(0.5), SecondsOfUnits(uint64_t{1} << kRangeBits));
}

TEST(Histogram, AddsUp) {
  HistogramCells cells;
  cells.Record(microseconds(100));
  HistogramCounts one, two;
  cells.AddTo(&one);
  cells.Record(microseconds(300));
  cells.AddTo(&two);
  one.Add(two);
  EXPECT_EQ(one.Count(), 3U);
  EXPECT_EQ(one.sum_ns, 500'000U);
}

TEST(Histogram, SubtractLeavesWhatCameSince) {
  HistogramCells cells;
  cells.Record(microseconds(100));
  HistogramCounts before, after;
  cells.AddTo(&before);
  cells.Record(milliseconds(300));
  cells.AddTo(&after);
  after.Subtract(before);
  EXPECT_EQ(after.Count(), 1U);
  EXPECT_EQ(after.sum_ns, 300'000'000U);
  EXPECT_NEAR(after.Quantile(0.5), 0.3, 0.3 / 8);
  before.Subtract(after);  // not an earlier state: nothing wraps
  EXPECT_EQ(before.Count(), 1U);
  EXPECT_EQ(before.sum_ns, 0U);
}

}  // namespace
}  // namespace farthing::observe
