#include "lab/load/arrivals.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farthing::lab {
namespace {

TEST(Arrivals, ConstantGapsAreEqual) {
  FastRandom random(1);
  Arrivals arrivals(ArrivalKind::kConstant, 1000, random);
  EXPECT_EQ(arrivals.NextGap(), std::chrono::milliseconds(1));
  EXPECT_EQ(arrivals.NextGap(), std::chrono::milliseconds(1));
}

TEST(Arrivals, PoissonGapsHaveTheRatesMeanAndSpread) {
  FastRandom random(1);
  Arrivals arrivals(ArrivalKind::kPoisson, 1000, random);
  constexpr int kCount = 50000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double gap = static_cast<double>(arrivals.NextGap().count()) / 1e6;  // in milliseconds
    sum += gap;
    squares += gap * gap;
  }
  const double mean = sum / kCount;
  EXPECT_NEAR(mean, 1.0, 0.03);
  EXPECT_NEAR(std::sqrt(squares / kCount - mean * mean), 1.0, 0.03);
}

}  // namespace
}  // namespace farthing::lab
