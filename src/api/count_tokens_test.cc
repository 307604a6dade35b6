#include "api/count_tokens.h"

#include <gtest/gtest.h>

namespace farthing::api {
namespace {

TEST(CountTokens, EstimatesAnAnswer) {
  EXPECT_EQ(EstimateOutputTokens(0), 0);
  EXPECT_EQ(EstimateOutputTokens(1), 1);
  EXPECT_EQ(EstimateOutputTokens(36), 10);
}

TEST(CountTokens, AnswersInAnthropicsForm) {
  EXPECT_EQ(CountTokensBody(12), R"({"input_tokens":12})");
}

}  // namespace
}  // namespace farthing::api
