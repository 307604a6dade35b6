#include "ledger/wide.h"

#include <gtest/gtest.h>

#include <limits>

namespace farthing::ledger {
namespace {

constexpr Wide kMost = std::numeric_limits<Wide>::max();
constexpr Wide kDollar = 1'000'000'000'000;

TEST(Wide, AddsUnlessItWouldWrap) {
  Wide sum = kMost - 1;
  EXPECT_TRUE(AddTo(1, &sum));
  EXPECT_FALSE(AddTo(1, &sum));
  EXPECT_TRUE(sum == kMost);
  sum = -kMost;
  EXPECT_FALSE(AddTo(-2, &sum));
  EXPECT_TRUE(sum == -kMost);
}

TEST(Wide, PrintsWhatNoLongHolds) {
  EXPECT_EQ(FormatWhole(kMost), "170141183460469231731687303715884105727");
  EXPECT_EQ(FormatWhole(-kMost - 1), "-170141183460469231731687303715884105728");
  EXPECT_EQ(FormatWhole(0), "0");
  EXPECT_EQ(FormatGrouped(-1234567), "-1,234,567");
  EXPECT_EQ(FormatGrouped(-123), "-123");
  EXPECT_EQ(FormatExactUsd(20'000'000 * kDollar + 1), "20000000.000000000001");
  EXPECT_EQ(FormatExactUsd(-3 * kDollar), "-3");
  EXPECT_EQ(FormatExactUsd(0), "0");
}

TEST(Wide, RoundsDollarsHalfAwayFromZero) {
  EXPECT_EQ(FormatDollars(1234 * kDollar + kDollar / 200, 2), "$1,234.01");
  EXPECT_EQ(FormatDollars(-kDollar / 200, 2), "-$0.01");
  EXPECT_EQ(FormatDollars(kDollar / 1000, 2), "<$0.01");
  EXPECT_EQ(FormatDollars(-kDollar / 1000, 2), "<-$0.01");
  EXPECT_EQ(FormatDollars(0, 2), "$0.00");
  EXPECT_EQ(FormatDollars(1'999'999 * kDollar, 0), "$1,999,999");
  EXPECT_EQ(FormatDollars(1, 12), "$0.000000000001");
}

TEST(Wide, DividesHalfAwayFromZero) {
  EXPECT_TRUE(DivideRounded(5, 2) == 3);
  EXPECT_TRUE(DivideRounded(-5, 2) == -3);
  EXPECT_TRUE(DivideRounded(4, 3) == 1);
  EXPECT_TRUE(DivideRounded(kMost, kMost) == 1);
}

}  // namespace
}  // namespace farthing::ledger
