#include "lab/wire/units.h"

#include <gtest/gtest.h>

namespace farthing::lab {
namespace {

TEST(Units, Durations) {
  EXPECT_EQ(ParseDuration("250us"), std::chrono::microseconds(250));
  EXPECT_EQ(ParseDuration("1.5s"), std::chrono::milliseconds(1500));
  EXPECT_EQ(ParseDuration("10m"), std::chrono::minutes(10));
  EXPECT_EQ(ParseDuration("2"), std::chrono::seconds(2));
  for (const char* wrong : {"", "ms", "-1s", "5 ms", "5x", "1e30s"}) {
    EXPECT_FALSE(ParseDuration(wrong)) << wrong;
  }
}

TEST(Units, Sizes) {
  EXPECT_EQ(ParseSize("500"), 500u);
  EXPECT_EQ(ParseSize("64k"), 65536u);
  EXPECT_EQ(ParseSize("1G"), 1073741824u);
  for (const char* wrong : {"", "k", "-1", "5kB"}) EXPECT_FALSE(ParseSize(wrong)) << wrong;
}

}  // namespace
}  // namespace farthing::lab
