#include "lab/load/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace farthing::lab {
namespace {

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.Record(Duration(i));
  EXPECT_EQ(histogram.count(), 100u);
  EXPECT_EQ(histogram.Percentile(0.5), Duration(50));
  EXPECT_EQ(histogram.Percentile(0.99), Duration(99));
  EXPECT_EQ(histogram.Percentile(0), Duration(1));
  EXPECT_EQ(histogram.Percentile(1), Duration(100));
}

TEST(Histogram, PercentilesAreWithinTheirErrorOfTheSortedValues) {
  FastRandom random(3);
  Histogram histogram;
  std::vector<int64_t> values;
  for (int i = 0; i < 20000; ++i) {
    values.push_back(static_cast<int64_t>(std::exp(random.Uniform() * 27)));
    histogram.Record(Duration(values.back()));
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto exact = static_cast<double>(values[rank - 1]);
    const auto told = static_cast<double>(histogram.Percentile(share).count());
    EXPECT_GE(told, exact) << share;
    EXPECT_LE(told, exact * 1.008 + 1) << share;
  }
}

TEST(Histogram, MergingEqualsRecordingTogether) {
  Histogram a;
  Histogram b;
  Histogram both;
  for (int64_t i = 1; i < 3000; ++i) {
    (i % 3 == 0 ? a : b).Record(Duration(i * i));
    both.Record(Duration(i * i));
  }
  a.Merge(b);
  EXPECT_EQ(a.count(), both.count());
  EXPECT_EQ(a.min(), both.min());
  EXPECT_EQ(a.max(), both.max());
  EXPECT_EQ(a.mean(), both.mean());
  EXPECT_EQ(a.Percentile(0.9), both.Percentile(0.9));
}

TEST(Histogram, ExtremesAreKeptWithinItsRange) {
  Histogram histogram;
  EXPECT_EQ(histogram.Percentile(0.5), Duration(0));
  histogram.Record(Duration(-5));
  histogram.Record(std::chrono::hours(1000));
  EXPECT_EQ(histogram.min(), Duration(0));
  EXPECT_GT(histogram.max(), std::chrono::hours(1));
  EXPECT_EQ(histogram.Percentile(1), histogram.max());
}

}  // namespace
}  // namespace farthing::lab
