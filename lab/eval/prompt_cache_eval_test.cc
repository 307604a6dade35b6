#include "lab/eval/prompt_cache_eval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farthing::lab {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

// Two requests a second apart, the second longer than the first.
constexpr std::string_view kPair =
    R"({"timestamp":0,"input_length":2100,"output_length":5,"hash_ids":[0,1,2,3,4]})"
    "\n"
    R"({"timestamp":1000,"input_length":2600,"output_length":5,"hash_ids":[0,1,2,3,9,10]})"
    "\n";

TEST(PromptCacheTrace, OnlyFullBlocksCount) {
  const auto trace = ReadTrace(kPair);
  ASSERT_TRUE(trace) << trace.error().message;
  ASSERT_EQ(trace->size(), 2U);
  EXPECT_EQ((*trace)[0].blocks.size(), 4U);
  EXPECT_EQ((*trace)[1].blocks.size(), 5U);
  EXPECT_EQ((*trace)[0].blocks[3], (*trace)[1].blocks[3]);
}

TEST(PromptCacheTrace, AzuresRequestsHaveNothingInCommon) {
  const auto trace = ReadTrace(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n"
      "2023-11-16 18:15:46.6805900,1374,44\n"
      "2023-11-16 18:15:50.9951690,1396,109\n");
  ASSERT_TRUE(trace) << trace.error().message;
  ASSERT_EQ(trace->size(), 2U);
  EXPECT_EQ((*trace)[1].at - (*trace)[0].at, std::chrono::milliseconds(4315));
  EXPECT_NE((*trace)[0].blocks, (*trace)[1].blocks);
}

TEST(PromptCacheTrace, WhatIsNoTraceIsRefused) {
  EXPECT_THAT(ReadTrace("hello\n").error().message, HasSubstr("Line 1 "));
  EXPECT_THAT(ReadTrace("TIMESTAMP,ContextTokens\nnow,5\n").error().message, HasSubstr("Line 2 "));
}

TEST(PromptCacheEval, CostsAreTheProvidersToTheToken) {
  const auto trace = ReadTrace(kPair);
  ASSERT_TRUE(trace);
  const PromptCacheEval eval = EvalPromptCache(*trace, 1);
  const PromptCacheCosts& costs = eval.costs[0];
  EXPECT_EQ(costs.rules, "anthropic_5m");
  // 2,048 written; then read, and 512 written.
  EXPECT_DOUBLE_EQ(costs.everything, (2100 + 512 + 2600 - .9 * 2048 + 128) / 4700);
  EXPECT_DOUBLE_EQ(costs.oracle, (2100 + 512 + 2600 - .9 * 2048) / 4700);
  EXPECT_DOUBLE_EQ(costs.second_touch, (4700 + 512) / 4700.);
}

TEST(PromptCacheEval, RequestsWithoutAnythingInCommonCostNothingMore) {
  std::string azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  for (int i = 0; i < 60; ++i) {
    azure += "2023-11-16 18:15:" + std::string(i < 10 ? "0" : "") + std::to_string(i) +
             ".6805900,5000,4\n";
  }
  const auto trace = ReadTrace(azure);
  ASSERT_TRUE(trace);
  for (const PromptCacheCosts& costs : EvalPromptCache(*trace, 3).costs) {
    EXPECT_GT(costs.everything, 1.2);
    EXPECT_THAT(costs.farthing, Each(1.0));
    EXPECT_THAT(costs.as_sent, Each(1.0));
  }
}

}  // namespace
}  // namespace farthing::lab
