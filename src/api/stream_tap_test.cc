#include "api/stream_tap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace farthing::api {
namespace {

constexpr std::string_view kText =
    R"({"id":"c","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"usage":null})";
constexpr std::string_view kFinish =
    R"({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null})";
constexpr std::string_view kUsageOnly =
    R"({"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}})";

// What a caller gets, one letter an event: F(orwarded), h(idden), e(rror), L(ast).
std::string Pass(StreamTap* tap, std::initializer_list<std::string_view> datas) {
  std::string fates;
  for (const std::string_view data : datas) {
    std::string name;
    if (data.starts_with(R"({"type":")")) name = data.substr(9, data.find('"', 9) - 9);
    const auto action = tap->OnEvent({.event = name, .data = data, .has_data = true});
    fates += !action                               ? 'e'
             : *action == StreamTap::Action::kHide ? 'h'
             : *action == StreamTap::Action::kEnd  ? 'L'
                                                   : 'F';
  }
  return fates;
}

// Kong #14535, Higress #2187: without include_usage from the caller the usage of streams was 0, or
// the caller got a chunk that it had not asked for.
TEST(StreamTap, TheInjectedUsageChunkIsReadAndHidden) {
  StreamTap tap(Dialect::kOpenAI, /*hide_usage_chunk=*/true);
  EXPECT_EQ(Pass(&tap, {kText, kFinish, kUsageOnly, "[DONE]"}), "FFhL");
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kFresh], 9);
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kOutput], 3);
  EXPECT_TRUE(tap.ended_properly());
}

TEST(StreamTap, TheUsageChunkIsForwardedToWhoAskedForIt) {
  StreamTap tap(Dialect::kOpenAI, /*hide_usage_chunk=*/false);
  EXPECT_EQ(Pass(&tap, {kText, kFinish, kUsageOnly, "[DONE]"}), "FFFL");
  EXPECT_TRUE(tap.usage().said());
}

TEST(StreamTap, OnlyAChunkOfUsageAloneIsHidden) {
  StreamTap tap(Dialect::kOpenAI, /*hide_usage_chunk=*/true);
  EXPECT_EQ(Pass(&tap, {R"({"choices":[],"prompt_filter_results":[]})",
                        R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)"
                        R"("usage":{"prompt_tokens":1,"completion_tokens":2}})"}),
            "FF");
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kOutput], 2);
}

TEST(StreamTap, UsageInEveryChunkIsCountedOnce) {
  StreamTap tap(Dialect::kOpenAI, /*hide_usage_chunk=*/false);
  Pass(&tap, {R"({"choices":[{"index":0}],"usage":{"prompt_tokens":9,"completion_tokens":1}})",
              R"({"choices":[{"index":0}],"usage" : {"prompt_tokens":9,"completion_tokens":2}})"});
  EXPECT_EQ(tap.usage().usage().tokens.input(), 9);
  EXPECT_EQ(tap.usage().usage().tokens.output(), 2);
}

TEST(StreamTap, ReadsMessageStreams) {
  StreamTap tap(Dialect::kAnthropic, false);
  EXPECT_EQ(Pass(&tap, {R"({"type":"message_start","message":{"usage":{"input_tokens":5,)"
                        R"("cache_read_input_tokens":70,"output_tokens":1}}})",
                        R"({"type":"content_block_delta","index":0,"delta":{}})",
                        R"({"type":"message_delta","delta":{},"usage":{"output_tokens":8}})"}),
            "FFF");
  EXPECT_FALSE(tap.ended_properly());
  Pass(&tap, {R"({"type":"message_stop"})"});
  EXPECT_TRUE(tap.ended_properly());
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kFresh], 5);
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kCacheRead], 70);
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kOutput], 8);
}

TEST(StreamTap, ReadsResponsesStreams) {
  StreamTap tap(Dialect::kOpenAI, true);
  EXPECT_EQ(
      Pass(
          &tap,
          {R"({"type":"response.created","response":{"object":"response","error":null,"usage":null}})",
           R"({"type":"response.completed","response":{"object":"response","error":null,)"
           R"("usage":{"input_tokens":11,"output_tokens":4,"total_tokens":15}}})"}),
      "FL");
  EXPECT_TRUE(tap.ended_properly());
  EXPECT_EQ(tap.usage().usage().tokens[model::TokenClass::kFresh], 11);
}

TEST(StreamTap, AnErrorInTheStreamIsSeen) {
  for (const std::string_view data :
       {R"({"error":{"message":"Overloaded","code":503}})",
        R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"}) {
    const bool openai = data.starts_with("{\"error");
    StreamTap tap(openai ? Dialect::kOpenAI : Dialect::kAnthropic, false);
    const auto action = tap.OnEvent({.data = data, .has_data = true});
    ASSERT_FALSE(action);
    EXPECT_EQ(action.error().message, "Overloaded");
    EXPECT_TRUE(action.error().retryable);
    EXPECT_FALSE(tap.ended_properly());
  }
}

TEST(StreamTap, TheTextOfAnAnswerFoolsNobody) {
  StreamTap tap(Dialect::kOpenAI, true);
  EXPECT_EQ(
      Pass(&tap,
           {R"({"choices":[{"delta":{"content":"{\"error\":{\"message\":\"x\"},\"usage\":{}}"}}]})",
            R"({"choices":[{"delta":{"content":"\"finish_reason\":\"stop\""}}]})",
            R"({"choices":[{"delta":{"content":"error"},"error":null}]})"}),
      "FFF");
  EXPECT_FALSE(tap.usage().said());
  EXPECT_FALSE(tap.ended_properly());
}

TEST(StreamTap, FindsItsMarksAtEveryPlace) {
  for (size_t padding = 0; padding < 80; ++padding) {
    StreamTap tap(Dialect::kOpenAI, true);
    const std::string data =
        R"({"p":")" + std::string(padding, 'x') + R"(","choices":[],"usage":{"prompt_tokens":1}})";
    EXPECT_EQ(Pass(&tap, {data}), "h") << padding;
  }
}

TEST(StreamTap, AFinishWithoutDoneIsAnEnd) {
  StreamTap tap(Dialect::kOpenAI, false);
  EXPECT_EQ(Pass(&tap, {kText}), "F");
  EXPECT_FALSE(tap.ended_properly());
  Pass(&tap, {kFinish});
  EXPECT_TRUE(tap.ended_properly());
}

TEST(StreamTap, CommentsAndGarbageGoThrough) {
  StreamTap tap(Dialect::kOpenAI, true);
  EXPECT_TRUE(tap.OnEvent({.raw = ": ping\n\n"}));
  EXPECT_EQ(Pass(&tap, {"", "not JSON", R"({"usage":{"prompt_tokens":)"}), "FFF");
  EXPECT_FALSE(tap.usage().said());
}

}  // namespace
}  // namespace farthing::api
