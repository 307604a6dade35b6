#include "config/units.h"

#include <gtest/gtest.h>

namespace farthing::config {
namespace {

using std::chrono::milliseconds;

TEST(UnitsTest, ReadsDurations) {
  EXPECT_EQ(ParseDuration("500ms"), milliseconds(500));
  EXPECT_EQ(ParseDuration("2s"), milliseconds(2'000));
  EXPECT_EQ(ParseDuration("10m"), milliseconds(600'000));
  EXPECT_EQ(ParseDuration("24h"), milliseconds(86'400'000));
  EXPECT_EQ(ParseDuration("7d"), milliseconds(604'800'000));
  EXPECT_EQ(ParseDuration("0"), milliseconds(0));
}

TEST(UnitsTest, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "s", "10", "-1s", "+1s", " 1s", "1s ", "1.5s", "1e3s", "0x1s", "1 s",
                           "1S", "1sec", "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(UnitsTest, ReadsSizes) {
  EXPECT_EQ(ParseSize("4096"), 4096u);
  EXPECT_EQ(ParseSize("64k"), 65'536u);
  EXPECT_EQ(ParseSize("32MiB"), 33'554'432u);
  EXPECT_EQ(ParseSize("4GiB"), 4'294'967'296u);
  EXPECT_EQ(ParseSize("1MB"), 1'048'576u);
}

TEST(UnitsTest, RefusesWhatIsNoSize) {
  for (const char* text : {"", "k", "-1", "1.5MiB", "1 MiB", "1TiB", "1mib", "1ki",
                           "9223372036854775808", "9223372036854775807k"}) {
    EXPECT_FALSE(ParseSize(text)) << text;
  }
}

TEST(UnitsTest, WritesTheLargestUnitThatDivides) {
  EXPECT_EQ(FormatDuration(milliseconds(90'000)), "90s");
  EXPECT_EQ(FormatDuration(milliseconds(600'000)), "10m");
  EXPECT_EQ(FormatDuration(milliseconds(1)), "1ms");
  EXPECT_EQ(FormatSize(33'554'432), "32MiB");
  EXPECT_EQ(FormatSize(1'025), "1025");
}

TEST(UnitsTest, WhatIsWrittenReadsBackTheSame) {
  for (int64_t n = 0; n < (int64_t{1} << 40); n = n * 3 + 1) {
    for (const int64_t near : {n - 1, n, n * 1'000, n * 60'000, n * 1'024}) {
      if (near < 0) continue;
      EXPECT_EQ(ParseDuration(FormatDuration(milliseconds(near))), milliseconds(near));
      EXPECT_EQ(ParseSize(FormatSize(static_cast<uint64_t>(near))), static_cast<uint64_t>(near));
    }
  }
}

}  // namespace
}  // namespace farthing::config
