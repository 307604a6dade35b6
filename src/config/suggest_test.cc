#include "config/suggest.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::config {
namespace {

std::string_view Suggest(std::string_view written) {
  static constexpr std::string_view kNames[] = {"listen", "routes", "retry", "max_body", "tls"};
  return Nearest(written, kNames);
}

TEST(SuggestTest, FindsTheNameOfFewestEdits) {
  EXPECT_EQ(Suggest("lisen"), "listen");
  EXPECT_EQ(Suggest("lsiten"), "listen");
  EXPECT_EQ(Suggest("route"), "routes");
  EXPECT_EQ(Suggest("retyr"), "retry");
  EXPECT_EQ(Suggest("Max-Body"), "max_body");
  EXPECT_EQ(Suggest("tsl"), "tls");
}

TEST(SuggestTest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(Suggest(""), "");
  EXPECT_EQ(Suggest("x"), "");
  EXPECT_EQ(Suggest("database"), "");
  EXPECT_EQ(Suggest(std::string(100'000, 'l')), "");
}

}  // namespace
}  // namespace farthing::config
