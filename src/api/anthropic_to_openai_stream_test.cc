#include "api/anthropic_to_openai_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "api/stream_sum.h"

namespace farthing::api {
namespace {

using testing::HasSubstr;
using testing::Not;

const StreamContext kContext{.id = "chatcmpl-1", .model = "m", .created = 7};

constexpr std::string_view kStart =
    R"({"type":"message_start","message":{"id":"msg_9","type":"message","role":"assistant",)"
    R"("model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":)"
    R"({"input_tokens":10,"cache_creation_input_tokens":200,"cache_read_input_tokens":3000,)"
    R"("output_tokens":1}}})";
constexpr std::string_view kStop = R"({"type":"message_stop"})";

std::string End(std::string_view reason) {
  return R"({"type":"message_delta","delta":{"stop_reason":")" + std::string(reason) +
         R"(","stop_sequence":null},"usage":{"output_tokens":42}})";
}

std::string BlockStart(int index, std::string_view block) {
  return R"({"type":"content_block_start","index":)" + std::to_string(index) +
         R"(,"content_block":)" + std::string(block) + "}";
}

std::string Delta(int index, std::string_view delta) {
  return R"({"type":"content_block_delta","index":)" + std::to_string(index) + R"(,"delta":)" +
         std::string(delta) + "}";
}

std::string BlockStop(int index) {
  return R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}";
}

std::string Stream(std::initializer_list<std::string_view> events) {
  std::string stream;
  for (const std::string_view data : events) {
    const size_t begin = data.find(":\"") + 2;
    net::AppendEvent(data.substr(begin, data.find('"', begin) - begin), data, &stream);
  }
  return stream;
}

StreamSum Sum(const std::string& stream, const StreamContext& context = kContext) {
  StreamSum sum = SumOpenAIStream(TranslateEverySplit(Dialect::kAnthropic, stream, context));
  EXPECT_EQ(sum.problem, "");
  return sum;
}

std::string Answer(std::string_view message, std::string_view finish_reason) {
  return R"({"id":"chatcmpl-1","created":7,"model":"m","message":)" + std::string(message) +
         R"(,"finish_reason":")" + std::string(finish_reason) + "\"}";
}

TEST(AnthropicToOpenAIStream, CarriesText) {
  const StreamSum sum = Sum(Stream(
      {kStart, BlockStart(0, R"({"type":"text","text":""})"), R"({"type":"ping"})",
       Delta(0, R"({"type":"text_delta","text":"Hel\"lo"})"),
       Delta(0, R"({"type":"text_delta","text":" \u00e9"})"), BlockStop(0),
       BlockStart(1, R"({"type":"text","text":"!"})"), BlockStop(1), End("end_turn"), kStop}));
  EXPECT_TRUE(sum.complete);
  EXPECT_EQ(sum.answer, Answer(R"({"content":"Hel\"lo é!"})", "stop"));
}

// Kong #14535: the usage of streams was lost, or given to callers that had not asked.
TEST(AnthropicToOpenAIStream, UsageIsGivenOnceAndOnlyIfAsked) {
  const std::string stream = Stream({kStart, End("end_turn"), kStop});
  EXPECT_THAT(TranslateStream(Dialect::kAnthropic, {stream}, kContext), Not(HasSubstr("usage")));
  StreamContext asking = kContext;
  asking.include_usage = true;
  const StreamSum sum = Sum(stream, asking);
  EXPECT_THAT(
      sum.answer,
      HasSubstr(R"("usage":{"prompt_tokens":3210,"completion_tokens":42,"total_tokens":3252,)"
                R"("prompt_tokens_details":{"cached_tokens":3000,"cache_write_tokens":200})"));
}

TEST(AnthropicToOpenAIStream, KeepsTheUsageAlsoForItself) {
  const auto translator = MakeStreamTranslator(Dialect::kAnthropic, Dialect::kOpenAI, kContext);
  std::string out;
  for (const std::string_view data : {kStart, std::string_view(kStop)}) {
    if (data == kStop) {
      const std::string end = End("end_turn");
      ASSERT_TRUE(translator->OnEvent({.data = end, .has_data = true}, &out));
    }
    ASSERT_TRUE(translator->OnEvent({.data = data, .has_data = true}, &out));
  }
  EXPECT_TRUE(translator->finished());
  EXPECT_EQ(translator->usage().usage().tokens[model::TokenClass::kFresh], 10);
  EXPECT_EQ(translator->usage().usage().tokens[model::TokenClass::kCacheRead], 3000);
  EXPECT_EQ(translator->usage().usage().tokens[model::TokenClass::kOutput], 42);
}

TEST(AnthropicToOpenAIStream, ToolCallsKeepTheirArgumentsByteForByte) {
  const StreamSum sum =
      Sum(Stream({kStart, BlockStart(0, R"({"type":"text","text":""})"),
                  Delta(0, R"({"type":"text_delta","text":"Two:"})"), BlockStop(0),
                  BlockStart(1, R"({"type":"tool_use","id":"toolu_a","name":"f","input":{}})"),
                  Delta(1, R"({"type":"input_json_delta","partial_json":""})"),
                  Delta(1, R"({"type":"input_json_delta","partial_json":"{\"x\": "})"),
                  Delta(1, R"({"type":"input_json_delta","partial_json":"1}"})"), BlockStop(1),
                  BlockStart(2, R"({"type":"tool_use","id":"toolu_b","name":"g","input":{}})"),
                  Delta(2, R"({"type":"input_json_delta","partial_json":"{\"y\":\"é\"}"})"),
                  BlockStop(2), End("tool_use"), kStop}));
  EXPECT_EQ(sum.answer, Answer(R"({"content":"Two:","tool_calls":[)"
                               R"({"id":"toolu_a","name":"f","arguments":"{\"x\": 1}"},)"
                               R"({"id":"toolu_b","name":"g","arguments":"{\"y\":\"é\"}"}]})",
                               "tool_calls"));
}

// LiteLLM #18238: arguments that came with the start of the block, or not at all, were dropped.
TEST(AnthropicToOpenAIStream, ArgumentsWithoutFragmentsAreWhole) {
  const StreamSum sum = Sum(Stream(
      {kStart, BlockStart(0, R"({"type":"tool_use","id":"a","name":"f","input":{"x":[1,"\n"]}})"),
       BlockStop(0), BlockStart(1, R"({"type":"tool_use","id":"b","name":"g","input":{}})"),
       BlockStop(1), End("tool_use"), kStop}));
  EXPECT_EQ(sum.answer, Answer(R"({"tool_calls":[)"
                               R"({"id":"a","name":"f","arguments":"{\"x\":[1,\"\\n\"]}"},)"
                               R"({"id":"b","name":"g","arguments":"{}"}]})",
                               "tool_calls"));
}

TEST(AnthropicToOpenAIStream, ThinkingKeepsItsSignatures) {
  const StreamSum sum = Sum(Stream(
      {kStart, BlockStart(0, R"({"type":"thinking","thinking":"","signature":""})"),
       Delta(0, R"({"type":"thinking_delta","thinking":"Let me"})"),
       Delta(0, R"({"type":"thinking_delta","thinking":" see"})"),
       Delta(0, R"({"type":"signature_delta","signature":"c2ln"})"), BlockStop(0),
       BlockStart(1, R"({"type":"redacted_thinking","data":"eA=="})"), BlockStop(1),
       BlockStart(2, R"({"type":"thinking","thinking":"","signature":""})"),
       Delta(2, R"({"type":"signature_delta","signature":"b25seQ=="})"), BlockStop(2),
       BlockStart(3, R"({"type":"text","text":""})"),
       Delta(3, R"({"type":"text_delta","text":"4"})"), BlockStop(3), End("end_turn"), kStop}));
  EXPECT_EQ(sum.answer,
            Answer(R"({"content":"4","reasoning_content":"Let me see","thinking_blocks":[)"
                   R"({"type":"thinking","thinking":"Let me see","signature":"c2ln"},)"
                   R"({"type":"redacted_thinking","data":"eA=="},)"
                   R"({"type":"thinking","thinking":"","signature":"b25seQ=="}]})",
                   "stop"));
}

TEST(AnthropicToOpenAIStream, MapsEveryStopReason) {
  const auto finish = [](std::string_view reason) {
    return Sum(Stream({kStart, End(reason), kStop})).answer;
  };
  EXPECT_EQ(finish("end_turn"), Answer("{}", "stop"));
  EXPECT_EQ(finish("stop_sequence"), Answer("{}", "stop"));
  EXPECT_EQ(finish("pause_turn"), Answer("{}", "stop"));
  EXPECT_EQ(finish("max_tokens"), Answer("{}", "length"));
  EXPECT_EQ(finish("model_context_window_exceeded"), Answer("{}", "length"));
  EXPECT_EQ(finish("tool_use"), Answer("{}", "tool_calls"));
  EXPECT_EQ(finish("refusal"), Answer("{}", "content_filter"));
}

TEST(AnthropicToOpenAIStream, PassesOverWhatTheOtherDialectCannotSay) {
  const StreamSum sum = Sum(Stream(
      {kStart,
       BlockStart(0, R"({"type":"server_tool_use","id":"s","name":"web_search","input":{}})"),
       Delta(0, R"({"type":"input_json_delta","partial_json":"{}"})"), BlockStop(0),
       BlockStart(1, R"({"type":"text","text":""})"),
       Delta(1, R"({"type":"citations_delta","citation":{}})"),
       Delta(1, R"({"type":"text_delta","text":"x"})"), BlockStop(1), R"({"type":"news"})",
       End("end_turn"), kStop}));
  EXPECT_EQ(sum.answer, Answer(R"({"content":"x"})", "stop"));
}

TEST(AnthropicToOpenAIStream, ACutStreamEndsWithAnErrorEvent) {
  const StreamSum sum = Sum(Stream({kStart, BlockStart(0, R"({"type":"text","text":"x"})")}));
  EXPECT_FALSE(sum.complete);
  EXPECT_THAT(sum.error, HasSubstr("closed the stream"));
}

TEST(AnthropicToOpenAIStream, AProvidersErrorIsPassedOnInTheCallersDialect) {
  const StreamSum sum = Sum(Stream(
      {kStart, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"}));
  EXPECT_FALSE(sum.complete);
  EXPECT_EQ(sum.error, "Overloaded");
}

TEST(AnthropicToOpenAIStream, RefusesBrokenStreams) {
  const auto error = [](std::initializer_list<std::string_view> events) {
    return Sum(Stream(events)).error;
  };
  EXPECT_THAT(error({kStart, Delta(0, R"({"type":"text_delta","text":"x"})")}),
              HasSubstr("never began"));
  EXPECT_THAT(error({kStart, BlockStop(3)}), HasSubstr("never began"));
  EXPECT_THAT(error({kStart, kStop}), HasSubstr("without a stop_reason"));
}

TEST(AnthropicToOpenAIStream, ThereAndBackIsTheSameAnswer) {
  const std::string stream =
      Stream({kStart, BlockStart(0, R"({"type":"thinking","thinking":"","signature":""})"),
              Delta(0, R"({"type":"thinking_delta","thinking":"hm\n"})"),
              Delta(0, R"({"type":"signature_delta","signature":"c2ln"})"), BlockStop(0),
              BlockStart(1, R"({"type":"text","text":""})"),
              Delta(1, R"({"type":"text_delta","text":"a\"b"})"), BlockStop(1),
              BlockStart(2, R"({"type":"tool_use","id":"t1","name":"f","input":{}})"),
              Delta(2, R"({"type":"input_json_delta","partial_json":"{\"x\""})"),
              Delta(2, R"({"type":"input_json_delta","partial_json":":1}"})"), BlockStop(2),
              BlockStart(3, R"({"type":"tool_use","id":"t2","name":"g","input":{}})"),
              Delta(3, R"({"type":"input_json_delta","partial_json":"{}"})"), BlockStop(3),
              End("tool_use"), kStop});
  StreamContext there{.id = "x", .model = "claude", .include_usage = true};
  const StreamContext back{.id = "msg_9", .model = "claude"};
  const std::string openai = TranslateStream(Dialect::kAnthropic, {stream}, there);
  const std::string anthropic = TranslateStream(Dialect::kOpenAI, {openai}, back);
  const StreamSum sum = SumAnthropicStream(anthropic);
  EXPECT_EQ(sum.problem, "");
  // The way into the other dialect and back changes only how the usage's zeros are written.
  EXPECT_THAT(SumAnthropicStream(stream).answer,
              HasSubstr(sum.answer.substr(0, sum.answer.find("\"usage\""))));
  EXPECT_THAT(sum.answer, HasSubstr(R"("input_tokens":10,"cache_creation_input_tokens":200,)"
                                    R"("cache_read_input_tokens":3000,"output_tokens":42)"));
}

}  // namespace
}  // namespace farthing::api
