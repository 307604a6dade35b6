#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/stream_sum.h"
#include "api/translate_answer.h"
#include "json/document.h"
#include "json/writer.h"
#include "net/sse.h"

namespace farthing::api {
namespace {

// The same answer as a provider gives it whole and streamed. Translated, both must say the same.

constexpr std::string_view kOpenAIAnswer =
    R"({"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
    R"("reasoning_content":"Hm,\n two.","content":"Here \"you\" are:","tool_calls":[)"
    R"({"id":"a","type":"function","function":{"name":"f","arguments":"{\"city\": \"Köln\"}"},)"
    R"("extra_content":{"google":{"thought_signature":"c2ln"}}},)"
    R"({"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},)"
    R"("finish_reason":"tool_calls"}],"usage":{"prompt_tokens":50,"completion_tokens":20,)"
    R"("total_tokens":70,"prompt_tokens_details":{"cached_tokens":30},)"
    R"("completion_tokens_details":{"reasoning_tokens":5}},"service_tier":"default"})";

constexpr std::string_view kOpenAIDeltas[] = {
    R"({"role":"assistant","content":null})",
    R"({"reasoning_content":"Hm,"})",
    R"({"reasoning_content":"\n two."})",
    R"({"content":"Here \"you\""})",
    R"({"content":" are:"})",
    R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""},"extra_content":{"google":{"thought_signature":"c2ln"}}}]})",
    R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"city\": "}}]})",
    R"({"tool_calls":[{"index":0,"function":{"arguments":"\"Köln\"}"}}]})",
    R"({"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]})",
    R"({"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]})"};

std::string OpenAIStream() {
  std::string stream;
  for (const std::string_view delta : kOpenAIDeltas) {
    net::AppendEvent("", R"({"choices":[{"index":0,"delta":)" + std::string(delta) + "}]}",
                     &stream);
  }
  net::AppendEvent("", R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})",
                   &stream);
  net::AppendEvent(
      "",
      R"({"choices":[],"service_tier":"default","usage":{"prompt_tokens":50,"completion_tokens":20,"total_tokens":70,)"
      R"("prompt_tokens_details":{"cached_tokens":30},)"
      R"("completion_tokens_details":{"reasoning_tokens":5}}})",
      &stream);
  return stream + "data: [DONE]\n\n";
}

constexpr std::string_view kAnthropicAnswer =
    R"({"id":"m","type":"message","role":"assistant","model":"claude","content":[)"
    R"({"type":"thinking","thinking":"Hm,\n two.","signature":"c2ln"},)"
    R"({"type":"redacted_thinking","data":"eA=="},{"type":"text","text":"Here \"you\" are:"},)"
    R"({"type":"tool_use","id":"a","name":"f","input":{"city": "Köln"}},)"
    R"({"type":"tool_use","id":"b","name":"g","input":{}}],"stop_reason":"tool_use",)"
    R"("stop_sequence":null,"usage":{"input_tokens":20,"cache_read_input_tokens":30,)"
    R"("cache_creation_input_tokens":0,"output_tokens":20,)"
    R"("output_tokens_details":{"thinking_tokens":6},"service_tier":"standard"}})";

constexpr std::string_view kAnthropicEvents[] = {
    R"({"type":"message_start","message":{"usage":{"input_tokens":20,"cache_read_input_tokens":30,"output_tokens":1,"service_tier":"standard"}}})",
    R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm,\n"}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":" two."}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}})",
    R"({"type":"content_block_stop","index":0})",
    R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"eA=="}})",
    R"({"type":"content_block_stop","index":1})",
    R"({"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}})",
    R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Here \"you\""}})",
    R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":" are:"}})",
    R"({"type":"content_block_stop","index":2})",
    R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}})",
    R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"K"}})",
    R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"öln\"}"}})",
    R"({"type":"content_block_stop","index":3})",
    R"({"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"b","name":"g","input":{}}})",
    R"({"type":"content_block_stop","index":4})",
    R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":20,"output_tokens_details":{"thinking_tokens":6}}})",
    R"({"type":"message_stop"})"};

std::string AnthropicStream() {
  std::string stream;
  for (const std::string_view event : kAnthropicEvents) net::AppendEvent("", event, &stream);
  return stream;
}

json::Document TranslatedAnswerOf(Dialect from, std::string_view answer) {
  const auto document = json::Document::Parse(answer);
  EXPECT_TRUE(document);
  const auto translated =
      TranslateAnswer(from, document->root(), {.id = "i", .model = "m", .created = 7});
  EXPECT_TRUE(translated);
  auto result = json::Document::Parse(translated->body);
  EXPECT_TRUE(result);
  return *std::move(result);
}

TEST(StreamEqualsAnswer, FromOpenAIToAnthropic) {
  const json::Document whole = TranslatedAnswerOf(Dialect::kOpenAI, kOpenAIAnswer);
  const StreamSum sum = SumAnthropicStream(
      TranslateEverySplit(Dialect::kOpenAI, OpenAIStream(), {.id = "i", .model = "m"}));
  ASSERT_EQ(sum.problem, "");
  const auto streamed = json::Document::Parse(sum.answer);
  for (const char* field : {"id", "model", "content", "stop_reason", "stop_sequence", "usage"}) {
    EXPECT_EQ(streamed->root().Find(field).raw(), whole.root().Find(field).raw()) << field;
  }
}

std::string OneCall(std::string_view members, std::string_view key) {
  return R"({"choices":[{"index":0,")" + std::string(key) + R"(":{"tool_calls":[{"index":0,)" +
         std::string(members) + R"(}]}}]})";
}

std::string Arguments(std::string_view text) {
  std::string members = R"("function":{"name":"f","arguments":)";
  json::AppendString(text, &members);
  return members + R"(},"id":"a")";
}

// REQUIRES: ASCII.
void ExpectTheSameWhereverItIsCut(std::string_view arguments) {
  const json::Document whole =
      TranslatedAnswerOf(Dialect::kOpenAI, OneCall(Arguments(arguments), "message"));
  for (size_t cut = 0; cut <= arguments.size(); ++cut) {
    std::string stream;
    net::AppendEvent("", OneCall(Arguments(arguments.substr(0, cut)), "delta"), &stream);
    net::AppendEvent("", OneCall(Arguments(arguments.substr(cut)), "delta"), &stream);
    const StreamSum sum = SumAnthropicStream(TranslateStream(
        Dialect::kOpenAI, {stream + "data: [DONE]\n\n"}, {.id = "i", .model = "m"}));
    ASSERT_EQ(sum.problem, "") << arguments;
    const auto streamed = json::Document::Parse(sum.answer);
    ASSERT_TRUE(streamed);
    EXPECT_EQ(streamed->root().Find("content").raw(), whole.root().Find("content").raw()) << cut;
  }
}

TEST(StreamEqualsAnswer, WhateverTheArgumentsAre) {
  for (const std::string_view arguments :
       {"", " ", "{}", " {\"a\": [1, {\"}\": 2}]} ", "{\"a\":1}}", "{\"a\":1} {\"b\":2}", "null",
        " null\n", "nul", "[1, {}]", "\"{\\\"a\\\":1}\"", "7", "f(\"x\")"}) {
    ExpectTheSameWhereverItIsCut(arguments);
  }
}

TEST(StreamEqualsAnswer, FromAnthropicToOpenAI) {
  const json::Document whole = TranslatedAnswerOf(Dialect::kAnthropic, kAnthropicAnswer);
  const StreamSum sum = SumOpenAIStream(
      TranslateEverySplit(Dialect::kAnthropic, AnthropicStream(),
                          {.id = "i", .model = "m", .created = 7, .include_usage = true}));
  ASSERT_EQ(sum.problem, "");
  const auto streamed = json::Document::Parse(sum.answer);
  const json::Value choice = *whole.root().Find("choices").begin();
  for (const char* field : {"id", "model", "created", "usage", "service_tier"}) {
    EXPECT_EQ(streamed->root().Find(field).raw(), whole.root().Find(field).raw()) << field;
  }
  EXPECT_EQ(streamed->root().Find("finish_reason").raw(), choice.Find("finish_reason").raw());
  const json::Value message = choice.Find("message");
  const json::Value sum_message = streamed->root().Find("message");
  for (const char* field : {"content", "reasoning_content", "thinking_blocks"}) {
    EXPECT_EQ(sum_message.Find(field).raw(), message.Find(field).raw()) << field;
  }
  ASSERT_EQ(sum_message.Find("tool_calls").size(), message.Find("tool_calls").size());
  auto expected = message.Find("tool_calls").begin();
  for (const json::Value call : sum_message.Find("tool_calls")) {
    const json::Value function = (*expected).Find("function");
    EXPECT_EQ(call.Find("id").raw(), (*expected++).Find("id").raw());
    EXPECT_EQ(call.Find("name").raw(), function.Find("name").raw());
    EXPECT_EQ(call.Find("arguments").string(), function.Find("arguments").string());
  }
}

}  // namespace
}  // namespace farthing::api
