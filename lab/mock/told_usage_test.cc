#include "lab/mock/told_usage.h"

#include <gtest/gtest.h>

namespace farthing::lab {
namespace {

TEST(ToldUsage, OrdersHoldPercentEncodedJson) {
  EXPECT_EQ(DecodeJson("%7B%22a%22%3A[1,2]}").value(), R"({"a":[1,2]})");
  EXPECT_EQ(DecodeJson("[]").value(), "[]");
  for (const char* wrong : {"", "%7", "%", "%7G", "%7B", "a", "%-1"}) {
    EXPECT_FALSE(DecodeJson(wrong)) << wrong;
  }
}

TEST(ToldUsage, GrowsWithTheOutputUntilItIsWhole) {
  constexpr std::string_view kUsage =
      R"({"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,)"
      R"("prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":8}})";
  EXPECT_EQ(UsageSoFar(kUsage, 1, 4),
            R"({"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,)"
            R"("prompt_tokens_details":{"cached_tokens":4}})");
  EXPECT_EQ(UsageSoFar(kUsage, 4, 4), kUsage);
}

TEST(ToldUsage, GrowsInAnthropicsWordsToo) {
  EXPECT_EQ(UsageSoFar(R"({"input_tokens":3,"output_tokens":9,"speed":null})", 1, 3),
            R"({"input_tokens":3,"output_tokens":3,"speed":null})");
}

TEST(ToldUsage, SplitsWhereAnthropicKnowsIt) {
  const SplitUsage split =
      Split(R"({"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":40,)"
            R"("server_tool_use":{"web_search_requests":2},"service_tier":"standard"})");
  EXPECT_EQ(
      split.at_start,
      R"({"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":1,"service_tier":"standard"})");
  EXPECT_EQ(split.at_end, R"({"output_tokens":40,"server_tool_use":{"web_search_requests":2}})");
}

TEST(ToldUsage, AnAnswerOfNothingStartsWithNothing) {
  EXPECT_EQ(Split(R"({"input_tokens":5,"output_tokens":0})").at_start,
            R"({"input_tokens":5,"output_tokens":0})");
}

}  // namespace
}  // namespace farthing::lab
