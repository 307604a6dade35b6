#include "lab/eval/decimal.h"

#include <gtest/gtest.h>

namespace farthing::lab {
namespace {

int64_t Of(std::string_view number, int places) { return Scaled(number, places).value_or(-1); }

TEST(Scaled, ReadsNumbersAsTheyAreWritten) {
  EXPECT_EQ(Of("0.25", 12), 250'000'000'000);
  EXPECT_EQ(Of("2.5e-07", 18), 250'000'000'000);
  EXPECT_EQ(Of("2.5E-7", 18), 250'000'000'000);
  EXPECT_EQ(Of("1e+2", 0), 100);
  EXPECT_EQ(Of("1_000", 0), 1000);
  EXPECT_EQ(Of("0", 18), 0);
  EXPECT_EQ(Of("0.0", 12), 0);
}

TEST(Scaled, RoundsHalfUpOnce) {
  EXPECT_EQ(Of("1.4999999999999999e-07", 18), 150'000'000'000);
  EXPECT_EQ(Of("0.5", 0), 1);
  EXPECT_EQ(Of("0.4999", 0), 0);
  EXPECT_EQ(Of("0.05", 0), 0);
  EXPECT_EQ(Of("9e-40", 18), 0);
}

TEST(Scaled, RefusesWhatIsNoNumberOrTooLarge) {
  for (const char* wrong : {"", ".", "-1", "null", "1e", "1e5x", "1.2.3", "1e99", "\"1\""}) {
    EXPECT_FALSE(Scaled(wrong, 6)) << wrong;
  }
  EXPECT_FALSE(Scaled("10", 18));
  EXPECT_EQ(Of("9", 18), 9'000'000'000'000'000'000);
}

}  // namespace
}  // namespace farthing::lab
