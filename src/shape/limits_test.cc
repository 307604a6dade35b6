#include "shape/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farthing::shape {
namespace {

using config::Limits;
using config::OnExcess;
using testing::HasSubstr;

json::Document Parsed(std::string_view text) { return json::Document::Parse(text).value(); }

std::string ChatOf(std::string_view text) {
  return R"({"model":"m","messages":[{"role":"user","content":")" + std::string(text) + R"("}]})";
}

TEST(Limits, TheSmallestOfEachCounts) {
  const Limits route{.input_tokens = 8000, .images = 3};
  const Limits key{.input_tokens = 9000, .images = 2, .on_excess = OnExcess::kTrim};
  const Limits model{.tools = 1, .on_excess = OnExcess::kRoute};
  const Limits merged = MergeLimits({&route, nullptr, &key, &model});
  EXPECT_EQ(merged.input_tokens, 8000);
  EXPECT_EQ(merged.images, 2);
  EXPECT_EQ(merged.tools, 1);
  EXPECT_EQ(merged.messages, std::nullopt);
  EXPECT_EQ(merged.on_excess, OnExcess::kTrim);
}

TEST(Limits, CountsMessagesToolsAndImagesOfBothDialects) {
  const json::Document openai = Parsed(R"({"messages":[
      {"role":"system","content":"image"},
      {"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{}}]}],
      "tools":[{"type":"function"},{"type":"function"}]})");
  EXPECT_EQ(ExtentOf(openai.root()).messages, 2);
  EXPECT_EQ(ExtentOf(openai.root()).tools, 2);
  EXPECT_EQ(ExtentOf(openai.root()).images, 1);
  const json::Document anthropic = Parsed(R"({"messages":[{"role":"user","content":[
      {"type":"image","source":{}},
      {"type":"tool_result","content":[{"type":"image","source":{}},{"type":"text"}]}]}]})");
  EXPECT_EQ(ExtentOf(anthropic.root()).images, 2);
  const json::Document responses =
      Parsed(R"({"input":[{"role":"user","content":[{"type":"input_image"}]}]})");
  EXPECT_EQ(ExtentOf(responses.root()).images, 1);
}

TEST(Limits, SaysOfWhatThereIsTooMuch) {
  const json::Document request = Parsed(
      R"({"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}],"tools":[{}]})");
  const Status refused = CheckExtent(request.root(), {.messages = 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().http_status(), 413);
  EXPECT_EQ(refused.error().slug, "too_many_messages");
  EXPECT_THAT(refused.error().message, HasSubstr("2 messages, 1 more than the 1 it may have"));
  EXPECT_TRUE(CheckExtent(request.root(), {.messages = 2, .tools = 1, .images = 0}));
  EXPECT_EQ(CheckExtent(request.root(), {.tools = 0}).error().param, "tools");
}

TEST(Limits, BytesTellThatNothingCanBeTooMuch) {
  const std::string body = ChatOf("hello");
  EXPECT_FALSE(MayExceedExtent(body, {.messages = 20, .tools = 0, .images = 0}));
  EXPECT_TRUE(MayExceedExtent(body, {.messages = 1}));
  EXPECT_FALSE(MayExceedExtent(ChatOf("an image"), {.images = 0}));
  EXPECT_TRUE(MayExceedExtent(ChatOf("an image [1]"), {.images = 0}));
}

TEST(Limits, AnEscapedNameHidesNothing) {
  const std::string_view body =
      R"({"messages":[{"role":"user","content":[{"type":"\u0069mage","source":{}}]}]})";
  EXPECT_TRUE(MayExceedExtent(body, {.images = 0}));
  EXPECT_FALSE(CheckExtent(Parsed(body).root(), {.images = 0}));
}

TEST(Limits, TheContextLeavesRoomForTheAnswer) {
  EXPECT_EQ(InputLimitOf({}, std::nullopt, 100), std::nullopt);
  EXPECT_EQ(InputLimitOf({.input_tokens = 900}, 1000, 100)->tokens, 900);
  EXPECT_FALSE(InputLimitOf({.input_tokens = 900}, 1000, 100)->is_context);
  EXPECT_EQ(InputLimitOf({.input_tokens = 950}, 1000, 100)->tokens, 900);
  EXPECT_TRUE(InputLimitOf({.input_tokens = 950}, 1000, 100)->is_context);
  EXPECT_EQ(InputLimitOf({}, 1000, 5000)->tokens, 0);
}

TEST(Limits, AnExactCountIsHeldExactly) {
  const api::CountingRule rule = api::RuleFor("o200k_base", "gpt-4o");
  const std::string body = ChatOf("one two three four five");
  const json::Document request = Parsed(body);
  const int64_t tokens = api::CountRequest(request.root(), rule).total.tokens;
  EXPECT_TRUE(IsWithin(request.root(), rule, {.tokens = tokens}));
  EXPECT_FALSE(IsWithin(request.root(), rule, {.tokens = tokens - 1}));
  EXPECT_TRUE(IsCertainlyWithin(body, {.tokens = 1000}));
  EXPECT_FALSE(IsCertainlyWithin(body, {.tokens = tokens - 1}));
}

TEST(Limits, OfAnEstimateTheUpperEndCountsButForTheContext) {
  const api::CountingRule rule = api::RuleFor("claude", "claude-sonnet-4-5");
  const json::Document request = Parsed(ChatOf("one two three four five"));
  const api::TokenBand band = api::CountRequest(request.root(), rule).total;
  ASSERT_LT(band.low, band.high);
  EXPECT_TRUE(IsWithin(request.root(), rule, {.tokens = band.high}));
  EXPECT_FALSE(IsWithin(request.root(), rule, {.tokens = band.high - 1}));
  EXPECT_TRUE(IsWithin(request.root(), rule, {.tokens = band.low, .is_context = true}));
  EXPECT_FALSE(IsWithin(request.root(), rule, {.tokens = band.low - 1, .is_context = true}));
}

TEST(Limits, TheErrorSaysByHowMuchAndWhichPartIsLargest) {
  const api::CountingRule rule = api::RuleFor("o200k_base", "gpt-4o");
  const json::Document request = Parsed(
      R"({"messages":[{"role":"user","content":"a"},{"role":"user","content":"one two three four five six"}]})");
  const api::RequestTokens counted = api::CountRequest(request.root(), rule);
  const Error error = InputTooLarge(counted, {.tokens = counted.total.tokens - 3});
  EXPECT_EQ(error.http_status(), 413);
  EXPECT_EQ(error.slug, "input_tokens_exceeded");
  EXPECT_THAT(error.message, HasSubstr(", 3 more than the "));
  EXPECT_THAT(error.message, HasSubstr("the largest part is messages[1] with "));
  EXPECT_EQ(InputTooLarge(counted, {.tokens = 1, .is_context = true}).slug,
            "context_length_exceeded");
}

}  // namespace
}  // namespace farthing::shape
