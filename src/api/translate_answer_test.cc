#include "api/translate_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace farthing::api {
namespace {

using testing::HasSubstr;

Result<TranslatedAnswer> Translate(Dialect from, std::string_view answer) {
  auto document = json::Document::Parse(answer);
  EXPECT_TRUE(document) << answer;
  if (!document) return Fail(document.error());
  return TranslateAnswer(from, document->root(), {"id-1", "shown", 1700000000});
}

std::string FromAnthropic(std::string_view answer) {
  const auto result = Translate(Dialect::kAnthropic, answer);
  EXPECT_TRUE(result) << result.error().message;
  return result ? result->body : std::string();
}

std::string FromOpenAI(std::string_view answer) {
  const auto result = Translate(Dialect::kOpenAI, answer);
  EXPECT_TRUE(result) << result.error().message;
  return result ? result->body : std::string();
}

std::string Message(std::string_view content, std::string_view stop_reason) {
  return R"({"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[)" +
         std::string(content) + R"(],"stop_reason":")" + std::string(stop_reason) +
         R"(","stop_sequence":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,"cache_creation_input_tokens":2,"output_tokens":7,"service_tier":"standard"}})";
}

std::string Completion(std::string_view message, std::string_view finish_reason) {
  return R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt","system_fingerprint":"fp","choices":[{"index":0,"message":)" +
         std::string(message) + R"(,"logprobs":null,"finish_reason":")" +
         std::string(finish_reason) +
         R"("}],"usage":{"prompt_tokens":17,"completion_tokens":7,"total_tokens":24,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":3}}})";
}

TEST(AnswerToOpenAI, SaysText) {
  EXPECT_EQ(
      FromAnthropic(Message(R"({"type":"text","text":"Hel"},{"type":"text","text":"lo \u00e9"})",
                            "end_turn")),
      R"({"id":"id-1","object":"chat.completion","created":1700000000,"model":"shown","choices":[{"index":0,"message":{"role":"assistant","content":"Hello é","refusal":null},"logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":17,"completion_tokens":7,"total_tokens":24,"prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":0}},"service_tier":"default"})");
}

TEST(AnswerToOpenAI, SaysToolsAndThinking) {
  const std::string body = FromAnthropic(Message(
      R"({"type":"thinking","thinking":"Hm","signature":"S"},{"type":"tool_use","id":"t1","name":"f","input":{"a": 1.0}},{"type":"tool_use","id":"t2","name":"g","input":{}})",
      "tool_use"));
  EXPECT_THAT(
      body,
      HasSubstr(
          R"({"role":"assistant","content":null,"refusal":null,"reasoning_content":"Hm","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":"S"}],)"
          R"("tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}},{"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]})"));
  EXPECT_THAT(body, HasSubstr(R"("finish_reason":"tool_calls")"));
}

TEST(AnswerToOpenAI, SaysWhyItStopped) {
  for (const auto& [stop, finish] : {std::pair("max_tokens", "length"),
                                     {"stop_sequence", "stop"},
                                     {"refusal", "content_filter"}}) {
    EXPECT_THAT(FromAnthropic(Message("", stop)),
                HasSubstr(R"("finish_reason":")" + std::string(finish) + "\""));
  }
}

TEST(AnswerToAnthropic, SaysText) {
  EXPECT_EQ(
      FromOpenAI(Completion(R"({"role":"assistant","content":"Hello","refusal":null})", "stop")),
      R"({"id":"id-1","type":"message","role":"assistant","model":"shown","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,)"
      R"("usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":5,"output_tokens":7,"output_tokens_details":{"thinking_tokens":3}}})");
}

TEST(AnswerToAnthropic, SaysToolCalls) {
  const std::string body = FromOpenAI(Completion(
      R"({"role":"assistant","content":"See","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}},{"type":"function","function":{"name":"g","arguments":""}}]})",
      "stop"));
  EXPECT_THAT(
      body,
      HasSubstr(
          R"("content":[{"type":"text","text":"See"},{"type":"tool_use","id":"c1","name":"f","input":{"a": 1.0}},{"type":"tool_use","id":"toolu_2_id-1","name":"g","input":{}}],"stop_reason":"tool_use")"));
}

TEST(AnswerToAnthropic, SaysTheOldFunctionCall) {
  EXPECT_THAT(
      FromOpenAI(Completion(
          R"({"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}})",
          "function_call")),
      HasSubstr(
          R"("content":[{"type":"tool_use","id":"toolu_0_id-1","name":"f","input":{}}],"stop_reason":"tool_use")"));
}

// peers.md 15: arguments were dropped; here a provider's broken ones still reach the caller.
TEST(AnswerToAnthropic, KeepsArgumentsThatAreNoJson) {
  const std::string body = FromOpenAI(Completion(
      R"({"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]})",
      "length"));
  EXPECT_THAT(body, HasSubstr(R"("input":{"INVALID_JSON":"{\"a\":"}})"));
  EXPECT_THAT(body, HasSubstr(R"("stop_reason":"max_tokens")"));
}

TEST(AnswerToAnthropic, SaysReasoning) {
  EXPECT_THAT(
      FromOpenAI(
          Completion(R"({"role":"assistant","reasoning_content":"Hm","content":"4"})", "stop")),
      HasSubstr(
          R"([{"type":"thinking","thinking":"Hm","signature":""},{"type":"text","text":"4"}])"));
  EXPECT_THAT(
      FromOpenAI(Completion(
          R"({"role":"assistant","reasoning_content":"Hm","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":"S"},{"type":"redacted_thinking","data":"X"}],"content":"4"})",
          "stop")),
      HasSubstr(
          R"([{"type":"thinking","thinking":"Hm","signature":"S"},{"type":"redacted_thinking","data":"X"},{"type":"text","text":"4"}])"));
  EXPECT_THAT(
      FromOpenAI(Completion(
          R"({"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"4"}]})",
          "stop")),
      HasSubstr(
          R"([{"type":"thinking","thinking":"Hm","signature":""},{"type":"text","text":"4"}])"));
}

TEST(AnswerToAnthropic, SaysWhyItStopped) {
  EXPECT_THAT(FromOpenAI(Completion(R"({"content":null,"refusal":"No."})", "stop")),
              HasSubstr(R"([{"type":"text","text":"No."}],"stop_reason":"refusal")"));
  EXPECT_THAT(FromOpenAI(Completion(R"({"content":"x"})", "content_filter")),
              HasSubstr(R"("stop_reason":"refusal")"));
  EXPECT_THAT(
      FromOpenAI(
          R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop","stop_reason":"END"}]})"),
      HasSubstr(R"("stop_reason":"stop_sequence","stop_sequence":"END")"));
}

TEST(Answers, ReportUsage) {
  const auto result = Translate(Dialect::kOpenAI, Completion(R"({"content":"x"})", "stop"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->usage.usage().tokens[model::TokenClass::kFresh], 12);
  EXPECT_EQ(result->usage.usage().tokens[model::TokenClass::kCacheRead], 5);
  EXPECT_EQ(result->usage.usage().tokens[model::TokenClass::kOutput], 4);
  EXPECT_EQ(result->usage.usage().tokens[model::TokenClass::kReasoning], 3);
}

TEST(Answers, ThatAreNoneAreTheProvidersFault) {
  for (std::string_view answer :
       {"{}", "[]", "7", R"({"choices":[]})", R"({"choices":[{"index":0}]})",
        R"({"choices":[{"message":"x"}]})", R"({"type":"message"})", R"({"content":[]})"}) {
    for (Dialect dialect : {Dialect::kOpenAI, Dialect::kAnthropic}) {
      const auto result = Translate(dialect, answer);
      ASSERT_FALSE(result) << answer;
      EXPECT_EQ(result.error().http_status(), 502);
      EXPECT_TRUE(result.error().retryable);
    }
  }
}

TEST(Answers, ThatHideAnErrorAreThatError) {
  const auto result =
      Translate(Dialect::kOpenAI, R"({"error":{"message":"slow down","code":429}})");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().http_status(), 429);
  EXPECT_EQ(result.error().message, "slow down");
}

}  // namespace
}  // namespace farthing::api
