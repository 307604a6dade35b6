#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/translation_test.h"

namespace farthing::api {
namespace {

// There and back again: what both dialects can say survives both ways, byte for byte where the
// first dialect's form is already the one that the way back writes.
std::string RoundTrip(Dialect from, std::string_view request, bool itself) {
  Translation there(from, request);
  there.options().openai.reasoning_history = ReasoningHistory::kBlocks;
  there.options().most_effort = MostEffort::kMax;
  if (itself) there.ToOpenAIItself();
  const auto middle = there.Run();
  EXPECT_TRUE(middle) << middle.error().message;
  if (!middle) return {};
  const Dialect other = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  Translation again(other, middle->body);
  again.options() = there.options();
  const auto back = again.Run();
  EXPECT_TRUE(back) << back.error().message;
  return back ? back->body : std::string();
}

TEST(RoundTrip, AnOpenAIConversationReturns) {
  constexpr std::string_view kRequest =
      R"({"model":"served","messages":[{"role":"system","content":"Be brief."},)"
      R"({"role":"user","content":[{"type":"text","text":"Weather?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}},)"
      R"({"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}]},)"
      R"({"role":"assistant","content":"Looking.","reasoning_content":"Hm","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":"S"}],)"
      R"("tool_calls":[{"id":"c1","type":"function","function":{"name":"w","arguments":"{\"city\": \"Bonn\", \"n\":1e2}"}},)"
      R"({"id":"c2","type":"function","function":{"name":"w","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":"12\u00b0"},{"role":"tool","tool_call_id":"c2","content":"13"},)"
      R"({"role":"user","content":[{"type":"text","text":"So?"}]}],"max_tokens":2048,)"
      R"("tools":[{"type":"function","function":{"name":"w","description":"d","parameters":{"type":"object", "properties":{}},"strict":false}}],)"
      R"("tool_choice":"required","parallel_tool_calls":false,"temperature":0.2,"top_p":0.90,"stop":["\n\n"],)"
      R"("response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"string"},"strict":true}},)"
      R"("user":"u-1","stream":true,"stream_options":{"include_usage":true}})";
  EXPECT_EQ(RoundTrip(Dialect::kOpenAI, kRequest, false), kRequest);
}

TEST(RoundTrip, AnAnthropicConversationReturns) {
  constexpr std::string_view kRequest =
      R"({"model":"served","max_tokens":2048,"system":"Be brief.","messages":[)"
      R"({"role":"user","content":"Weather?"},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"S"},{"type":"redacted_thinking","data":"X"},)"
      R"({"type":"text","text":"Looking."},{"type":"tool_use","id":"t1","name":"w","input":{"city": "Bonn"}},)"
      R"({"type":"tool_use","id":"t2","name":"w","input":{}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"12"},)"
      R"({"type":"tool_result","tool_use_id":"t2","content":"13"},{"type":"text","text":"So?"}]}],)"
      R"("tools":[{"name":"w","description":"d","input_schema":{"type":"object"}}],)"
      R"("tool_choice":{"type":"tool","name":"w"},"output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},)"
      R"("temperature":0.2,"top_k":7,"stop_sequences":["\n\n"],)"
      R"("metadata":{"user_id":"u-1"},"stream":true})";
  EXPECT_EQ(RoundTrip(Dialect::kAnthropic, kRequest, false), kRequest);
}

TEST(RoundTrip, EffortAndBudgetKeepTheirMeaning) {
  for (std::string_view effort : {"low", "medium", "high", "xhigh"}) {
    const std::string request =
        R"({"model":"served","messages":[],"max_tokens":9000,"reasoning_effort":")" +
        std::string(effort) + R"("})";
    EXPECT_EQ(RoundTrip(Dialect::kOpenAI, request, false), request);
  }
  for (std::string_view effort : {"low", "medium", "high"}) {
    Translation there = FromOpenAI(R"({"messages":[],"max_tokens":9000,"reasoning_effort":")" +
                                   std::string(effort) + R"("})");
    const auto middle = there.With(ThinkingStyle::kBudget).Run();
    ASSERT_TRUE(middle);
    FromAnthropic(middle->body).Says(R"("reasoning_effort":")" + std::string(effort) + "\"");
  }
}

TEST(MostTokens, ACallerWhoWantsMoreThanTheModelAnswersGetsItsMost) {
  for (const Dialect from : {Dialect::kOpenAI, Dialect::kAnthropic}) {
    Translation asking(from, R"({"messages":[],"max_tokens":200000})");
    asking.options().most_tokens = 64'000;
    asking.Says(R"("max_tokens":64000)");
    asking.Warns("max_tokens");
    asking.options().most_tokens = 200'000;
    asking.Says(R"("max_tokens":200000)");
    EXPECT_TRUE(asking.Run()->warnings.empty());
  }
}

}  // namespace
}  // namespace farthing::api
