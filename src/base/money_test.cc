#include "base/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace farthing {
namespace {

constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
constexpr int64_t kSmallest = std::numeric_limits<int64_t>::min();

int64_t Cost(std::string_view rate, int64_t tokens, std::vector<std::string_view> factors = {}) {
  std::vector<Factor> exact;
  for (const std::string_view text : factors) exact.push_back(Factor::Parse(text).value());
  return Rate::Parse(rate).value().Times(tokens, exact).value().picodollars();
}

TEST(Money, FormatsPlainDecimals) {
  const auto format = [](int64_t count) { return FormatUsd(Money::Picodollars(count)); };
  EXPECT_EQ(format(0), "0");
  EXPECT_EQ(format(1), "0.000000000001");
  EXPECT_EQ(format(1'753'500'000), "0.0017535");
  EXPECT_EQ(format(3'000'000'000'000), "3");
  EXPECT_EQ(format(120'500'000'000'000), "120.5");
  EXPECT_EQ(format(-1), "-0.000000000001");
  EXPECT_EQ(format(-2'500'000'000'000), "-2.5");
  EXPECT_EQ(format(kLargest), "9223372.036854775807");
  EXPECT_EQ(format(kSmallest), "-9223372.036854775808");
}

TEST(Money, ReadsDollars) {
  EXPECT_EQ(Money::ParseUsd("0.01").value().picodollars(), 10'000'000'000);
  EXPECT_EQ(Money::ParseUsd("12").value().picodollars(), 12'000'000'000'000);
  EXPECT_EQ(Money::ParseUsd("9223372.036854775807").value().picodollars(), kLargest);
  for (const char* wrong : {"", ".", ".5", "1.", "-1", "+1", "1e3", "1,5", " 1", "0.0000000000001",
                            "9223372.036854775808", "99999999999999999999"}) {
    EXPECT_FALSE(Money::ParseUsd(wrong)) << wrong;
  }
}

TEST(Money, SumsAreCheckedAndNeverWrap) {
  const Money largest = Money::Picodollars(kLargest), one = Money::Picodollars(1);
  EXPECT_EQ(Add(one, one).value().picodollars(), 2);
  EXPECT_EQ(Subtract(one, largest).value().picodollars(), 1 - kLargest);
  EXPECT_FALSE(Add(largest, one));
  EXPECT_FALSE(Subtract(Money::Picodollars(kSmallest), one));
  EXPECT_EQ(Multiply(one, 7).value().picodollars(), 7);
  EXPECT_FALSE(Multiply(largest, 2));
}

TEST(Rate, IsDollarsPerMillionTokens) {
  EXPECT_EQ(Cost("0.15", 1), 150'000);
  EXPECT_EQ(Cost("5", 1'000'000), 5'000'000'000'000);
  EXPECT_EQ(Cost("0", 1'000'000), 0);
  EXPECT_EQ(Cost("0.0028", 3), 8'400);
}

TEST(Rate, RoundsOnceHalfUp) {
  EXPECT_EQ(Cost("0.0000005", 1), 1);  // half a picodollar
  EXPECT_EQ(Cost("0.000000499999", 1), 0);
  EXPECT_EQ(Cost("0.000000000001", 499'999), 0);
  EXPECT_EQ(Cost("0.000000000001", 500'000), 1);
  // 15 × 1.1 = 16.5; rounding before the second factor would give 17 × 1.1 = 18.7, not 18.15.
  EXPECT_EQ(Cost("0.000015", 1, {"1.1"}), 17);
  EXPECT_EQ(Cost("0.000015", 1, {"1.1", "1.1"}), 18);
}

TEST(Rate, TakesFactorsExactly) {
  EXPECT_EQ(Cost("3", 1'000'000, {"1.1"}), 3'300'000'000'000);
  EXPECT_EQ(Cost("30", 1000, {"6", "1.1"}), 198'000'000'000);
}

TEST(Rate, BeyondTheRangeIsAnError) {
  const Rate rate = Rate::Parse("30").value();
  EXPECT_TRUE(rate.Times(300'000'000'000));
  EXPECT_FALSE(rate.Times(kLargest));
  const Factor most = Factor::Parse("1000000").value();
  EXPECT_FALSE(rate.Times(kLargest, std::vector{most, most}));
  EXPECT_EQ(Rate().Times(kLargest, std::vector{most, most}).value(), Money());
}

TEST(Rate, IsAnEqualPartRoundedHalfUp) {
  const auto spread = [](std::string_view usd, int64_t tokens) {
    const Result<Rate> rate = Rate::Spread(Money::ParseUsd(usd).value(), tokens);
    return rate ? rate->PerMillion() : "beyond";
  };
  EXPECT_EQ(spread("4.98", 72'000'000), "0.069166666667");  // 2 GPUs at 2.49, 20,000 a second
  EXPECT_EQ(spread("1", 3), "333333.333333333333");
  EXPECT_EQ(spread("0.000000000001", 2'000'000), "0.000000000001");  // half of the least
  EXPECT_EQ(spread("0.000000000001", 2'000'001), "0");
  EXPECT_EQ(spread("0", 1), "0");
  EXPECT_EQ(spread("9000000", 1), "beyond");
}

TEST(Rate, IsReadAndWrittenExactly) {
  for (const char* text :
       {"0", "5", "0.15", "0.003625", "0.000000000001", "9223372.036854775807"}) {
    EXPECT_EQ(Rate::Parse(text).value().PerMillion(), text);
  }
  EXPECT_EQ(Rate::Parse("1.50").value().PerMillion(), "1.5");
  EXPECT_EQ(Rate::Parse("2.0000000000000000").value().PerMillion(), "2");
  for (const char* wrong : {"", "-1", "1e-7", "0.0000000000001", "free"}) {
    EXPECT_FALSE(Rate::Parse(wrong)) << wrong;
  }
}

TEST(Factor, IsAPlainDecimal) {
  EXPECT_EQ(Factor::Parse("1.1").value().millionths(), 1'100'000);
  EXPECT_EQ(Factor::Parse("1").value(), Factor());
  EXPECT_FALSE(Factor::Parse("1.0000001"));
  EXPECT_FALSE(Factor::Parse("1000000.1"));
}

}  // namespace
}  // namespace farthing
