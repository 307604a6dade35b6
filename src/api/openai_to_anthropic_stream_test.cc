#include "api/openai_to_anthropic_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "api/stream_sum.h"

namespace farthing::api {
namespace {

using testing::HasSubstr;

const StreamContext kContext{.id = "msg_1", .model = "m", .request_id = "req_1"};
constexpr std::string_view kNoUsage =
    R"({"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0})";

std::string Stream(std::initializer_list<std::string_view> chunks, bool done = true) {
  std::string stream;
  for (const std::string_view chunk : chunks) net::AppendEvent("", chunk, &stream);
  if (done) stream += "data: [DONE]\n\n";
  return stream;
}

// A chunk with one choice.
std::string Chunk(std::string_view delta, std::string_view finish = "null",
                  std::string_view more = "") {
  return R"({"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt",)"
         R"("choices":[{"index":0,"delta":)" +
         std::string(delta) + R"(,"logprobs":null,"finish_reason":)" + std::string(finish) + "}]" +
         std::string(more) + "}";
}

std::string Translated(const std::string& stream) {
  return TranslateEverySplit(Dialect::kOpenAI, stream, kContext);
}

StreamSum Sum(const std::string& stream) {
  StreamSum sum = SumAnthropicStream(Translated(stream));
  EXPECT_EQ(sum.problem, "");
  return sum;
}

std::string Answer(std::string_view content, std::string_view stop_reason,
                   std::string_view stop_sequence = "null", std::string_view usage = kNoUsage) {
  return R"({"id":"msg_1","model":"m","content":)" + std::string(content) + R"(,"stop_reason":")" +
         std::string(stop_reason) + R"(","stop_sequence":)" + std::string(stop_sequence) +
         R"(,"usage":)" + std::string(usage) + "}";
}

TEST(OpenAIToAnthropicStream, CarriesTextAndUsage) {
  const StreamSum sum = Sum(Stream(
      {Chunk(R"({"role":"assistant","content":""})"), Chunk(R"({"content":"Hel\"lo"})"),
       Chunk(R"({"content":" \ud83d\ude00\n"})"), Chunk("{}", "\"stop\""),
       R"({"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":30,"total_tokens":1030,)"
       R"("prompt_tokens_details":{"cached_tokens":900}}})"}));
  EXPECT_TRUE(sum.complete);
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"text","text":"Hel\"lo 😀\n"}])", "end_turn", "null",
                               R"({"input_tokens":100,"cache_creation_input_tokens":0,)"
                               R"("cache_read_input_tokens":900,"output_tokens":30})"));
}

TEST(OpenAIToAnthropicStream, OneEventInIsWrittenAtOnce) {
  const auto translator = MakeStreamTranslator(Dialect::kOpenAI, Dialect::kAnthropic, kContext);
  std::string out;
  for (const char* text : {"a", "b", "c"}) {
    out.clear();
    const std::string data = Chunk(R"({"content":")" + std::string(text) + "\"}");
    ASSERT_TRUE(translator->OnEvent({.data = data, .has_data = true}, &out));
    EXPECT_THAT(out, HasSubstr(R"({"type":"text_delta","text":")" + std::string(text) + "\"}"));
  }
}

TEST(OpenAIToAnthropicStream, ParallelToolCallsFollowOneAnother) {
  const std::string out = Translated(Stream(
      {Chunk(R"({"role":"assistant","content":null})"),
       Chunk(
           R"({"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":""}}]})"),
       Chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]})"),
       Chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"\"}\\\"\"}"}}]})"),
       Chunk(
           R"({"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":""}}]})"),
       Chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]})"),
       Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(SumAnthropicStream(out).answer,
            Answer(R"([{"type":"tool_use","id":"call_a","name":"f","input":{"x":"}\""}},)"
                   R"({"type":"tool_use","id":"call_b","name":"g","input":{}}])",
                   "tool_use"));
  const size_t stop = out.find(R"({"type":"content_block_stop","index":0})");
  EXPECT_LT(stop, out.find(R"({"type":"content_block_start","index":1)"));
}

// LiteLLM #25321, #25836: text and a tool call in one delta lost one of the two.
TEST(OpenAIToAnthropicStream, TextAndToolCallInTheSameDeltaAreBothKept) {
  const StreamSum sum = Sum(Stream(
      {Chunk(
           R"({"role":"assistant","content":"Look: ","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]})"),
       Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"text","text":"Look: "},)"
                               R"({"type":"tool_use","id":"c","name":"f","input":{"a":1}}])",
                               "tool_use"));
}

// LiteLLM #25561, #36262: arguments that came only with the finish were dropped.
TEST(OpenAIToAnthropicStream, ArgumentsOnlyAtTheEndAreKept) {
  const StreamSum sum = Sum(Stream(
      {Chunk(
           R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"g","arguments":""}}]})"),
       Chunk(
           R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}},{"index":1,"function":{"arguments":"{\"y\":2}"}}]})",
           "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"tool_use","id":"a","name":"f","input":{"x":1}},)"
                               R"({"type":"tool_use","id":"b","name":"g","input":{"y":2}}])",
                               "tool_use"));
}

TEST(OpenAIToAnthropicStream, InterleavedArgumentsReachTheirOwnCall) {
  const StreamSum sum = Sum(Stream(
      {Chunk(
           R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]})"),
       Chunk(
           R"({"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{\"y\""}}]})"),
       Chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]})"),
       Chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":":2}"}}]})"),
       Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"tool_use","id":"a","name":"f","input":{"x":1}},)"
                               R"({"type":"tool_use","id":"b","name":"g","input":{"y":2}}])",
                               "tool_use"));
}

TEST(OpenAIToAnthropicStream, CallsUnderOneIndexAndWithoutIndexAreToldApart) {
  const char* const expected = R"([{"type":"tool_use","id":"a","name":"f","input":{"x":1}},)"
                               R"({"type":"tool_use","id":"b","name":"f","input":{"x":2}}])";
  for (const std::string_view index : {"\"index\":0,", ""}) {
    const auto call = [index](std::string_view id, std::string_view arguments) {
      return Chunk(R"({"tool_calls":[{)" + std::string(index) + R"("id":")" + std::string(id) +
                   R"(","function":{"name":"f","arguments":")" + std::string(arguments) + "\"}}]}");
    };
    const StreamSum sum = Sum(
        Stream({call("a", R"({\"x\":1})"), call("b", R"({\"x\":2})"), Chunk("{}", "\"stop\"")}));
    EXPECT_EQ(sum.answer, Answer(expected, "tool_use")) << "index: " << index;
  }
}

TEST(OpenAIToAnthropicStream, RepeatedIdsAndNamesDoNotMakeNewCalls) {
  const auto piece = [](std::string_view arguments) {
    return Chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":")" +
                 std::string(arguments) + "\"}}]}");
  };
  const StreamSum sum =
      Sum(Stream({piece(R"({\"x\")"), piece(":1}"), Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer,
            Answer(R"([{"type":"tool_use","id":"a","name":"f","input":{"x":1}}])", "tool_use"));
}

TEST(OpenAIToAnthropicStream, ArgumentsBeforeTheNameAndAsAnObjectAreKept) {
  const StreamSum sum = Sum(Stream(
      {Chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]})"),
       Chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"1}"}}]})"),
       Chunk(R"({"tool_calls":[{"index":1,"function":{"name":"g","arguments":{"y":[2]}}}]})"),
       Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer,
            Answer(R"([{"type":"tool_use","id":"a","name":"f","input":{"x":1}},)"
                   R"({"type":"tool_use","id":"toolu_1_msg_1","name":"g","input":{"y":[2]}}])",
                   "tool_use"));
}

TEST(OpenAIToAnthropicStream, ACallThatNeverGotANameIsNotLost) {
  const StreamSum sum = Sum(Stream(
      {Chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"x\":1}"}}]})"),
       Chunk("{}", "\"tool_calls\"")}));
  EXPECT_EQ(sum.answer,
            Answer(R"([{"type":"tool_use","id":"a","name":"","input":{"x":1}}])", "tool_use"));
}

TEST(OpenAIToAnthropicStream, ArgumentsWithoutEndOrNameAreNotHeld) {
  const std::string piece(100'000, 'x');
  std::string stream;
  for (int i = 0; i < 20; ++i) {
    stream +=
        Stream({Chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":")" + piece + "\"}}]}")},
               /*done=*/false);
  }
  const StreamSum sum =
      SumAnthropicStream(TranslateStream(Dialect::kOpenAI, {std::string_view(stream)}, kContext));
  EXPECT_THAT(sum.error, HasSubstr("no name"));
}

TEST(OpenAIToAnthropicStream, ReasoningBecomesThinkingWithItsSignature) {
  const StreamSum sum = Sum(Stream(
      {Chunk(R"({"role":"assistant","reasoning_content":"Let me"})"),
       Chunk(
           R"({"reasoning_content":" see","thinking_blocks":[{"index":0,"type":"thinking","thinking":" see"}]})"),
       Chunk(R"({"thinking_blocks":[{"index":0,"type":"thinking","signature":"c2ln"}]})"),
       Chunk(R"({"thinking_blocks":[{"index":1,"type":"redacted_thinking","data":"eA=="}]})"),
       Chunk(R"({"content":"4"})"), Chunk("{}", "\"stop\"")}));
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"thinking","thinking":"Let me see","signature":"c2ln"},)"
                               R"({"type":"redacted_thinking","data":"eA=="},)"
                               R"({"type":"text","text":"4"}])",
                               "end_turn"));
}

TEST(OpenAIToAnthropicStream, EverySignatureStaysWithItsOwnThinking) {
  const auto block = [](int index, std::string_view fields) {
    return Chunk(R"({"thinking_blocks":[{"index":)" + std::to_string(index) +
                 R"(,"type":"thinking",)" + std::string(fields) + "}]}");
  };
  const StreamSum sum = Sum(
      Stream({Chunk(R"({"reasoning_content":"a"})"), block(0, R"("thinking":"","signature":"s0")"),
              Chunk(R"({"reasoning_content":"b"})"), block(1, R"("thinking":"","signature":"s1")"),
              block(2, R"("thinking":"","signature":"s2")"), Chunk("{}", "\"stop\"")}));
  EXPECT_EQ(sum.answer, Answer(R"([{"type":"thinking","thinking":"a","signature":"s0"},)"
                               R"({"type":"thinking","thinking":"b","signature":"s1"},)"
                               R"({"type":"thinking","thinking":"","signature":"s2"}])",
                               "end_turn"));
}

TEST(OpenAIToAnthropicStream, KnowsTheOtherFormsOfReasoning) {
  const char* const expected =
      R"([{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"4"}])";
  EXPECT_EQ(
      Sum(Stream({Chunk(R"({"reasoning":"hm"})"), Chunk(R"({"content":"4"})", "\"stop\"")})).answer,
      Answer(expected, "end_turn"));
  EXPECT_EQ(
      Sum(Stream({Chunk(
              R"({"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"4"}]})",
              "\"stop\"")}))
          .answer,
      Answer(expected, "end_turn"));
}

TEST(OpenAIToAnthropicStream, MapsEveryFinishReason) {
  const auto stop = [](std::string_view finish) {
    const StreamSum sum = Sum(Stream({Chunk(R"({"content":"x"})", finish)}));
    return sum.answer.substr(sum.answer.find("\"stop_reason\""), 30);
  };
  EXPECT_THAT(stop("\"stop\""), HasSubstr("end_turn"));
  EXPECT_THAT(stop("\"length\""), HasSubstr("max_tokens"));
  EXPECT_THAT(stop("\"content_filter\""), HasSubstr("refusal"));
  EXPECT_THAT(stop("\"tool_calls\""), HasSubstr("tool_use"));
  EXPECT_THAT(stop("\"something_new\""), HasSubstr("end_turn"));
}

TEST(OpenAIToAnthropicStream, NamesTheStopSequenceWhereTheProviderDoes) {
  const std::string chunk =
      R"({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop","stop_reason":"END"}]})";
  EXPECT_EQ(Sum(Stream({chunk})).answer,
            Answer(R"([{"type":"text","text":"x"}])", "stop_sequence", "\"END\""));
}

TEST(OpenAIToAnthropicStream, ARefusalIsTextWithItsReason) {
  EXPECT_EQ(Sum(Stream({Chunk(R"({"role":"assistant","content":"","refusal":null})"),
                        Chunk(R"({"refusal":"I can't."})"), Chunk("{}", "\"stop\"")}))
                .answer,
            Answer(R"([{"type":"text","text":"I can't."}])", "refusal"));
}

TEST(OpenAIToAnthropicStream, AnEmptyAnswerIsAnAnswer) {
  EXPECT_EQ(
      Sum(Stream({Chunk(R"({"role":"assistant","content":""})"), Chunk("{}", "\"stop\"")})).answer,
      Answer("[]", "end_turn"));
}

TEST(OpenAIToAnthropicStream, EndsWellWithoutDoneIfTheFinishWasSaid) {
  const StreamSum sum = Sum(Stream({Chunk(R"({"content":"x"})", "\"stop\"")}, /*done=*/false));
  EXPECT_TRUE(sum.complete);
  EXPECT_EQ(sum.error, "");
}

TEST(OpenAIToAnthropicStream, ACutStreamEndsWithAnErrorEvent) {
  const StreamSum sum = Sum(Stream({Chunk(R"({"content":"x"})")}, /*done=*/false) + "data: {\"cho");
  EXPECT_FALSE(sum.complete);
  EXPECT_THAT(sum.error, HasSubstr("closed the stream"));
}

TEST(OpenAIToAnthropicStream, AProvidersErrorIsPassedOnInTheCallersDialect) {
  const StreamSum sum = Sum(
      Stream({Chunk(R"({"content":"x"})"),
              R"({"error":{"message":"Too many tokens","type":"rate_limit_error","code":429}})"}));
  EXPECT_FALSE(sum.complete);
  EXPECT_EQ(sum.error, "Too many tokens");
}

TEST(OpenAIToAnthropicStream, AnErrorBeforeTheFirstByteWritesNothing) {
  for (const char* data : {R"({"error":{"message":"Overloaded","code":503}})", "not JSON", "[1]"}) {
    const auto translator = MakeStreamTranslator(Dialect::kOpenAI, Dialect::kAnthropic, kContext);
    std::string out;
    const Status status = translator->OnEvent({.data = data, .has_data = true}, &out);
    ASSERT_FALSE(status);
    EXPECT_TRUE(status.error().retryable);
    EXPECT_EQ(out, "");
    EXPECT_FALSE(translator->finished());
  }
}

TEST(OpenAIToAnthropicStream, CommentsKeepTheCallerAliveOnceItsStreamHasBegun) {
  const std::string out = Translated(": wait\n\n" + Stream({Chunk(R"({"content":"x"})")}, false) +
                                     ": wait\n\n" + Stream({Chunk("{}", "\"stop\"")}));
  EXPECT_TRUE(out.starts_with("event: message_start\n"));
  EXPECT_THAT(out, HasSubstr("event: ping\n"));
  EXPECT_EQ(SumAnthropicStream(out).problem, "");
}

}  // namespace
}  // namespace farthing::api
