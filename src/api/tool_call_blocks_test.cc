#include "api/tool_call_blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "api/stream_sum.h"

namespace farthing::api {
namespace {

using testing::HasSubstr;

std::string Stream(std::initializer_list<std::string_view> deltas) {
  std::string stream;
  for (const std::string_view delta : deltas) {
    net::AppendEvent("", R"({"choices":[{"index":0,"delta":)" + std::string(delta) + "}]}",
                     &stream);
  }
  net::AppendEvent("", R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})",
                   &stream);
  return stream + "data: [DONE]\n\n";
}

std::string Call(std::string_view members) {
  return R"({"tool_calls":[{"index":0,)" + std::string(members) + "}]}";
}

// The content that a caller's SDK sees.
std::string Content(std::initializer_list<std::string_view> deltas) {
  const StreamSum sum =
      SumAnthropicStream(TranslateEverySplit(Dialect::kOpenAI, Stream(deltas), {.id = "i"}));
  EXPECT_EQ(sum.problem, "");
  EXPECT_TRUE(sum.complete) << sum.error;
  const auto document = json::Document::Parse(sum.answer);
  return document ? std::string(document->root().Find("content").raw()) : sum.answer;
}

std::string ToolUse(std::string_view name, std::string_view input) {
  return R"([{"type":"tool_use","id":"a","name":")" + std::string(name) + R"(","input":)" +
         std::string(input) + "}]";
}

TEST(ToolCallBlocks, ArgumentsThatAreNoObjectBecomeOne) {
  const auto input = [](std::string_view first, std::string_view second) {
    return Content({Call(R"("id":"a","function":{"name":"f","arguments":""})"),
                    Call(R"("function":{"arguments":")" + std::string(first) + "\"}"),
                    Call(R"("function":{"arguments":")" + std::string(second) + "\"}")});
  };
  EXPECT_EQ(input("nu", "ll"), ToolUse("f", "{}"));
  EXPECT_EQ(input(" ", R"(\n)"), ToolUse("f", "{}"));
  EXPECT_EQ(input("[1", "]"), ToolUse("f", R"({"INVALID_JSON":"[1]"})"));
  EXPECT_EQ(input(R"( \")", R"({\ud83d)"), ToolUse("f", R"({"INVALID_JSON":" \"{�"})"));
  EXPECT_EQ(input(R"([\"\ud83d)", R"(\ude00\"])"), ToolUse("f", R"({"INVALID_JSON":"[\"😀\"]"})"));
  EXPECT_EQ(input(R"( \n)", R"( {\"x\":1} )"), ToolUse("f", R"({"x":1})"));
  EXPECT_EQ(input(R"({\"x\")", R"(:1}} and more)"), ToolUse("f", R"({"x":1})"));
}

TEST(ToolCallBlocks, AnObjectsFragmentsGoOnAtOnce) {
  const auto translator = MakeStreamTranslator(Dialect::kOpenAI, Dialect::kAnthropic, {.id = "i"});
  const auto take = [&](std::string_view members) {
    const std::string data = R"({"choices":[{"index":0,"delta":)" + Call(members) + "}]}";
    std::string out;
    EXPECT_TRUE(translator->OnEvent({.data = data, .has_data = true}, &out));
    return out;
  };
  take(R"("id":"a","function":{"name":"f","arguments":""})");
  EXPECT_THAT(take(R"("function":{"arguments":"{\"x"})"), HasSubstr(R"("partial_json":"{\"x")"));
  EXPECT_THAT(take(R"("function":{"arguments":"\":\ud83d"})"),
              HasSubstr(R"("partial_json":"\":\ud83d")"));
}

TEST(ToolCallBlocks, ANameInPiecesIsWhole) {
  EXPECT_EQ(
      Content({Call(R"("id":"a","function":{"name":"get_"})"), Call(R"("function":{"name":"w"})"),
               Call(R"("function":{"arguments":"{\"x\":1}"})")}),
      ToolUse("get_w", R"({"x":1})"));
}

TEST(ToolCallBlocks, ANameThatIsRepeatedBeforeTheArgumentsIsOne) {
  const std::string piece = Call(R"("id":"a","function":{"name":"f","arguments":""})");
  EXPECT_EQ(Content({piece, piece}), ToolUse("f", "{}"));
}

TEST(ToolCallBlocks, ACallWithoutArgumentsKeepsItsPlace) {
  EXPECT_EQ(Content({Call(R"("id":"a","function":{"name":"f"})"),
                     R"({"tool_calls":[{"index":1,"id":"b","function":{"name":"g"}}]})",
                     R"({"content":"x"})"}),
            R"([{"type":"tool_use","id":"a","name":"f","input":{}},)"
            R"({"type":"tool_use","id":"b","name":"g","input":{}},{"type":"text","text":"x"}])");
}

TEST(ToolCallBlocks, TheOldFunctionCallIsACall) {
  EXPECT_EQ(Content({R"({"function_call":{"name":"f","arguments":""}})",
                     R"({"function_call":{"arguments":"{\"x\":"}})",
                     R"({"function_call":{"arguments":"1}"}})"}),
            R"([{"type":"tool_use","id":"toolu_0_i","name":"f","input":{"x":1}}])");
}

TEST(ToolCallBlocks, ACallThatStandsInBothFormsIsOne) {
  EXPECT_EQ(
      Content({R"({"function_call":{"name":"f","arguments":"{}"},)"
               R"("tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]})"}),
      ToolUse("f", "{}"));
}

// Gemini refuses a conversation whose calls come back without their thought signatures.
TEST(ToolCallBlocks, WhatTheProviderWantsToSeeAgainIsKept) {
  EXPECT_EQ(Content({Call(R"("id":"a","function":{"name":"f","arguments":"{}"},)"
                          R"("extra_content":{"google": {"thought_signature":"c2ln"}})")}),
            R"([{"type":"tool_use","id":"a","name":"f","input":{},)"
            R"("extra_content":{"google": {"thought_signature":"c2ln"}}}])");
}

TEST(ToolCallBlocks, ArgumentsThatAreNoObjectAreNotHeldWithoutEnd) {
  const std::string piece =
      Call(R"("id":"a","function":{"name":"f","arguments":")" + std::string(600'000, 'x') + "\"}");
  const StreamSum sum =
      SumAnthropicStream(TranslateStream(Dialect::kOpenAI, {Stream({piece, piece})}, {.id = "i"}));
  EXPECT_THAT(sum.error, HasSubstr("no object"));
}

}  // namespace
}  // namespace farthing::api
