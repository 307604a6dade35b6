#include "model/usage_tally.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

namespace farthing::model {
namespace {

using enum TokenClass;

UsageTally Tell(UsageFormat format, std::initializer_list<std::string_view> events) {
  UsageTally tally;
  for (const std::string_view event : events) {
    const auto document = json::Document::Parse(event);
    EXPECT_TRUE(document) << event;
    if (document) tally.Take(format, document->root());
  }
  return tally;
}

TEST(UsageTally, SaysNothingUntilToldSomething) {
  const UsageTally tally =
      Tell(UsageFormat::kOpenAI, {R"({"choices":[{"delta":{"content":"a"}}],"usage":null})", "3"});
  EXPECT_FALSE(tally.said());
  EXPECT_EQ(tally.usage().tokens.total(), 0);
}

TEST(UsageTally, OpenAIsLastWordIsTheWhole) {
  const UsageTally tally = Tell(
      UsageFormat::kOpenAI,
      {R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1},"service_tier":"flex"})",
       R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}})",
       R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}})"});
  EXPECT_TRUE(tally.said());
  EXPECT_EQ(tally.usage().tokens.input(), 9);
  EXPECT_EQ(tally.usage().tokens.output(), 2);
  EXPECT_EQ(tally.usage().service_tier, "flex");
}

TEST(UsageTally, UsageInsideAChoiceCounts) {
  const UsageTally tally =
      Tell(UsageFormat::kOpenAI,
           {R"({"choices":[{"delta":{},"usage":{"prompt_tokens":4,"completion_tokens":3}}]})"});
  EXPECT_EQ(tally.usage().tokens.total(), 7);
}

constexpr std::string_view kStart =
    R"({"type":"message_start","message":{"model":"claude-a","usage":{"input_tokens":50,
       "cache_read_input_tokens":1000,"cache_creation_input_tokens":30,"output_tokens":1,
       "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
       "service_tier":"priority","inference_geo":"us"}}})";

TEST(UsageTally, AnthropicsPartsAreOneUsage) {
  const UsageTally tally = Tell(
      UsageFormat::kAnthropic,
      {kStart,
       R"({"type":"message_delta","usage":{"output_tokens":40,"server_tool_use":{"web_search_requests":2}}})",
       R"({"type":"message_delta","usage":{"input_tokens":50,"cache_read_input_tokens":1000,
          "output_tokens":70,"output_tokens_details":{"thinking_tokens":30},
          "server_tool_use":{"web_search_requests":2}}})"});
  const Usage& usage = tally.usage();
  EXPECT_EQ(usage.tokens[kFresh], 50);
  EXPECT_EQ(usage.tokens[kCacheRead], 1000);
  EXPECT_EQ(usage.tokens[kCacheWrite5m], 10);
  EXPECT_EQ(usage.tokens[kCacheWrite1h], 20);
  EXPECT_EQ(usage.tokens[kReasoning], 30);
  EXPECT_EQ(usage.tokens[kOutput], 40);
  EXPECT_EQ(usage.calls, (std::vector<CallCount>{{"web_search", 2}}));
  EXPECT_EQ(usage.service_tier, "priority");
  EXPECT_EQ(usage.region, "us");
}

// The steps are what is billed; what the first event said of the refused attempt is not.
TEST(UsageTally, StepsOfAStreamReplaceItsFirstCounts) {
  const UsageTally tally =
      Tell(UsageFormat::kAnthropic,
           {kStart,
            R"({"type":"message_delta","usage":{"input_tokens":70,"output_tokens":9,"iterations":[
          {"type":"message","model":"claude-a","input_tokens":50,"output_tokens":0},
          {"type":"fallback_message","model":"claude-b","input_tokens":70,"output_tokens":9}]}})"});
  EXPECT_EQ(tally.usage().tokens.total(), 0);
  ASSERT_EQ(tally.usage().others.size(), 1u);
  EXPECT_EQ(tally.usage().others[0].model, "claude-b");
  EXPECT_EQ(tally.usage().others[0].tokens.total(), 79);
}

TEST(UsageTally, OwnStepsOfAStreamAreItsOwnTokens) {
  const UsageTally tally =
      Tell(UsageFormat::kAnthropic,
           {kStart,
            R"({"type":"message_delta","usage":{"input_tokens":70,"output_tokens":9,"iterations":[
          {"type":"compaction","model":"claude-a","input_tokens":60,"output_tokens":5},
          {"type":"message","model":"claude-a","input_tokens":20,"output_tokens":4}]}})"});
  EXPECT_EQ(tally.usage().tokens.input(), 80);
  EXPECT_EQ(tally.usage().tokens.output(), 9);
  EXPECT_TRUE(tally.usage().others.empty());
}

}  // namespace
}  // namespace farthing::model
