#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/stream_sum.h"
#include "api/translate_answer.h"

namespace farthing::api {
namespace {

using testing::HasSubstr;
using testing::Not;

// What an answer says beside its content, whole and streamed.

Result<TranslatedAnswer> Translate(Dialect from, std::string_view answer) {
  const auto document = json::Document::Parse(answer);
  EXPECT_TRUE(document) << answer;
  return TranslateAnswer(from, document->root(), {.id = "i", .model = "m", .created = 7});
}

std::string Body(Dialect from, std::string_view answer) {
  const auto translated = Translate(from, answer);
  EXPECT_TRUE(translated) << translated.error().message;
  return translated ? translated->body : std::string();
}

std::string Choice(std::string_view content_key, std::string_view ending) {
  return R"({"service_tier":"default","choices":[{"index":0,")" + std::string(content_key) +
         R"(":{"content":"x"},)" + std::string(ending) + "}]}";
}

std::string Whole(std::string_view ending) {
  return Body(Dialect::kOpenAI, Choice("message", ending));
}

StreamSum Streamed(std::string_view ending) {
  std::string stream;
  net::AppendEvent("", Choice("delta", ending), &stream);
  StreamSum sum = SumAnthropicStream(
      TranslateEverySplit(Dialect::kOpenAI, stream + "data: [DONE]\n\n", {.id = "i"}));
  EXPECT_EQ(sum.problem, "");
  return sum;
}

void ExpectStop(std::string_view ending, std::string_view stop) {
  EXPECT_THAT(Whole(ending), HasSubstr(std::string(stop)));
  EXPECT_THAT(Streamed(ending).answer, HasSubstr(std::string(stop)));
}

TEST(TranslatedDetails, ACutAnswerIsNotCalledComplete) {
  ExpectStop(R"("finish_reason":"model_length")", R"("stop_reason":"max_tokens")");
  ExpectStop(R"("finish_reason":"content_filter: RECITATION")", R"("stop_reason":"refusal")");
}

TEST(TranslatedDetails, AFailureInAFinishReasonIsAnError) {
  for (const char* reason : {"error", "insufficient_system_resource"}) {
    const std::string ending = R"("finish_reason":")" + std::string(reason) + "\"";
    const auto whole = Translate(Dialect::kOpenAI, Choice("message", ending));
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().http_status(), 502);
    EXPECT_TRUE(whole.error().retryable);
    EXPECT_EQ(Streamed(ending).error, whole.error().message);
  }
}

TEST(TranslatedDetails, AStopSequenceIsSaidOnlyWhereItEndedTheAnswer) {
  constexpr std::string_view kSequence = R"("stop_reason":"stop_sequence","stop_sequence":"END")";
  ExpectStop(R"("finish_reason":"stop","stop_reason":"END")", kSequence);
  ExpectStop(R"("finish_reason":"stop","matched_stop":"END")", kSequence);
  ExpectStop(R"("finish_reason":"stop","matched_stop":128009)",
             R"("stop_reason":"end_turn","stop_sequence":null)");
  ExpectStop(R"("finish_reason":"length","stop_reason":"END")",
             R"("stop_reason":"max_tokens","stop_sequence":null)");
  ExpectStop(R"("finish_reason":"tool_calls","stop_reason":"END")",
             R"("stop_reason":"tool_use","stop_sequence":null)");
}

TEST(TranslatedDetails, AnEmptyErrorMemberIsNoError) {
  ExpectStop(R"("error":"","finish_reason":"stop")", R"("stop_reason":"end_turn")");
  std::string stream;
  net::AppendEvent(
      "", R"({"error":"","choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]})", &stream);
  const StreamSum sum =
      SumAnthropicStream(TranslateEverySplit(Dialect::kOpenAI, stream, {.id = "i"}));
  EXPECT_TRUE(sum.complete) << sum.error;
}

TEST(TranslatedDetails, TheServiceTierIsSaidInTheCallersWords) {
  ExpectStop(R"("finish_reason":"stop")", R"("service_tier":"standard")");
  std::string stream;
  net::AppendEvent("", Choice("delta", R"("finish_reason":"stop")"), &stream);
  const std::string out = TranslateStream(Dialect::kOpenAI, {stream}, {.id = "i"});
  EXPECT_THAT(out.substr(0, out.find("\n\n")), HasSubstr(R"("service_tier":"standard")"));
}

std::string AnthropicWhole(std::string_view ending, std::string_view tier) {
  return Body(Dialect::kAnthropic,
              R"({"type":"message","content":[{"type":"text","text":"x"}],)" + std::string(ending) +
                  R"(,"usage":{"input_tokens":1,"output_tokens":50,"service_tier":")" +
                  std::string(tier) + R"(","output_tokens_details":{"thinking_tokens":30}}})");
}

std::string AnthropicStreamed(std::string_view ending, std::string_view tier) {
  std::string stream;
  const auto add = [&stream](std::string_view data) { net::AppendEvent("", data, &stream); };
  add(R"({"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1,"service_tier":")" +
      std::string(tier) + R"("}}})");
  add(R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":"x"}})");
  add(R"({"type":"content_block_stop","index":0})");
  add(R"({"type":"message_delta","delta":{)" + std::string(ending) +
      R"(},"usage":{"output_tokens":50,"output_tokens_details":{"thinking_tokens":30}}})");
  add(R"({"type":"message_stop"})");
  const StreamSum sum = SumOpenAIStream(
      TranslateEverySplit(Dialect::kAnthropic, stream, {.id = "i", .include_usage = true}));
  EXPECT_EQ(sum.problem, "");
  EXPECT_TRUE(sum.complete) << sum.error;
  return sum.answer;
}

TEST(TranslatedDetails, OpenAICallersSeeThinkingTokensAndTier) {
  constexpr std::string_view kEnd = R"("stop_reason":"end_turn")";
  for (const std::string& answer :
       {AnthropicWhole(kEnd, "standard"), AnthropicStreamed(kEnd, "standard")}) {
    EXPECT_THAT(answer, HasSubstr(R"("completion_tokens":50,)"));
    EXPECT_THAT(answer, HasSubstr(R"({"reasoning_tokens":30}},"service_tier":"default")"));
  }
  for (const std::string& answer :
       {AnthropicWhole(kEnd, "batch"), AnthropicStreamed(kEnd, "batch")}) {
    EXPECT_THAT(answer, Not(HasSubstr("service_tier")));
  }
}

TEST(TranslatedDetails, ARefusalSaysWhy) {
  constexpr std::string_view kRefusal =
      R"("stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"No \"x\"."})";
  for (const std::string& answer :
       {AnthropicWhole(kRefusal, "standard"), AnthropicStreamed(kRefusal, "standard")}) {
    EXPECT_THAT(answer, HasSubstr(R"("refusal":"No \"x\".")"));
    EXPECT_THAT(answer, HasSubstr(R"("finish_reason":"content_filter")"));
  }
}

// An SDK that keeps only the last fragment's blocks sends a broken one back.
TEST(TranslatedDetails, AThinkingBlockComesOnceAndWhole) {
  std::string stream;
  for (
      const char* data :
      {R"({"type":"message_start","message":{}})",
       R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"a","signature":""}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"\ud83d"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"\ude00"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"ln"}})",
       R"({"type":"content_block_stop","index":0})"}) {
    net::AppendEvent("", data, &stream);
  }
  const std::string out = TranslateStream(Dialect::kAnthropic, {stream}, {.id = "i"});
  const size_t first = out.find("thinking_blocks");
  EXPECT_EQ(first, out.rfind("thinking_blocks"));
  EXPECT_THAT(
      out.substr(first),
      HasSubstr(
          R"([{"index":0,"type":"thinking","thinking":"a\ud83d\ude00","signature":"c2ln"}])"));
  EXPECT_LT(out.find(R"("reasoning_content":"a")"), first);
}

}  // namespace
}  // namespace farthing::api
