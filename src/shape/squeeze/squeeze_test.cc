#include "shape/squeeze/squeeze.h"

#include <gmock/gmock.h>

namespace farthing::shape {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr config::Squeeze kAll = {.json = true, .blanks = true, .documents = true};

StepResult Squeezed(std::string_view body, const config::Squeeze& squeeze = kAll) {
  const auto document = json::Document::Parse(body).value();
  return SqueezeRequest({.body = body,
                         .request = document.root(),
                         .farthing = {},
                         .tokens = *token::FindEncoder("o200k_base")},
                        squeeze);
}

TEST(SqueezeTest, TextsOfTheUserTheSystemAndToolsAreSqueezed) {
  const StepResult result = Squeezed(
      R"({"messages":[{"role":"system","content":"Be kind.  \n \n \n \nBe brief."},)"
      R"({"role":"user","content":[{"type":"text","text":"```json\n{\n    \"a\": [\n 1,\n 2 ]\n}\n```\n"}]},)"
      R"({"role":"tool","tool_call_id":"1","content":"{\n    \"b\": [\n 3,\n 4 ]\n}"}],"n":1})");
  EXPECT_EQ(result.body,
            R"({"messages":[{"role":"system","content":"Be kind.\n\nBe brief."},)"
            R"({"role":"user","content":[{"type":"text","text":"```json\n{\"a\":[1,2]}\n```\n"}]},)"
            R"({"role":"tool","tool_call_id":"1","content":"{\"b\":[3,4]}"}],"n":1})");
  EXPECT_EQ(result.step, ledger::Step::kTemplate);
  EXPECT_GT(result.tokens_before, result.tokens_after);
}

TEST(SqueezeTest, AnthropicsRequestsAreSqueezedTheSameWay) {
  const StepResult result = Squeezed(
      R"({"system":[{"type":"text","text":"a \n \n \n \nb"}],"messages":[{"role":"user","content":[)"
      R"({"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"[\n      1,\n      2\n]"}]}]}]})");
  EXPECT_EQ(
      result.body,
      R"({"system":[{"type":"text","text":"a\n\nb"}],"messages":[{"role":"user","content":[)"
      R"({"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"[1,2]"}]}]}]})");
}

TEST(SqueezeTest, WhatTheModelWroteStays) {
  EXPECT_EQ(
      Squeezed(
          R"({"messages":[{"role":"assistant","content":"a \n \n \n \nb","tool_calls":[{"id":"1","type":"function",)"
          R"("function":{"name":"f","arguments":"{\n  \"x\": 1\n}"}}]},)"
          R"({"role":"assistant","content":[{"type":"thinking","thinking":"a \n \n \n \nb","signature":"s"},)"
          R"({"type":"tool_use","id":"2","name":"g","input":{ "x": 1 }}]},{"role":"user","content":"x"}]})")
          .body,
      "");
}

TEST(SqueezeTest, AFileAttachedTwiceIsSentOnce) {
  const std::string file =
      R"({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"}})";
  const auto body = [&](const std::string& blocks) {
    return R"({"messages":[{"role":"user","content":[)" + blocks + "]}]}";
  };
  const std::string question = R"({"type":"text","text":"Compare."})";
  EXPECT_EQ(Squeezed(body(file + "," + file + ", " + question)).body, body(file + ", " + question));
  EXPECT_EQ(Squeezed(body(file + "," + question)).body, "");
  const std::string cited = file.substr(0, file.size() - 1) + R"(,"citations":{"enabled":true}})";
  EXPECT_EQ(Squeezed(body(cited + "," + cited)).body, "");
  // In another message it may be meant anew.
  EXPECT_EQ(Squeezed(R"({"messages":[{"role":"user","content":[)" + file +
                     R"(]},{"role":"user","content":[)" + file + "]}]}")
                .body,
            "");
}

TEST(SqueezeTest, EachSqueezeIsSwitchedByItself) {
  const std::string_view body =
      R"({"messages":[{"role":"user","content":"a \n \n \n \n```json\n[\n   1,\n    2 ]\n```\n"}]})";
  EXPECT_EQ(Squeezed(body, {}).body, "");
  EXPECT_THAT(Squeezed(body, {.json = true}).body, HasSubstr(R"(a \n \n \n \n```json\n[1,2]\n)"));
  EXPECT_THAT(Squeezed(body, {.blanks = true}).body, HasSubstr(R"(a\n\n```json\n[\n )"));
  EXPECT_EQ(Squeezed(body, {.documents = true}).body, "");
}

TEST(SqueezeTest, AMessageBecomesTheSameWhateverStandsBesideIt) {
  const std::string message = R"({"role":"user","content":"a \n \n \n \n \nb"})";
  const std::string alone = Squeezed(R"({"messages":[)" + message + "]}").body;
  const std::string longer =
      Squeezed(R"({"messages":[)" + message + "," + message + R"(,{"role":"user","content":"c"}]})")
          .body;
  EXPECT_TRUE(longer.starts_with(alone.substr(0, alone.size() - 2)));
}

TEST(SqueezeTest, HalfOfASurrogatePairIsNotWrittenAnew) {
  EXPECT_EQ(Squeezed(R"({"messages":[{"role":"user","content":"\ud83d a \n \n \n \n \nb"}]})").body,
            "");
}

TEST(SqueezeTest, ASqueezedRequestIsSqueezed) {
  const std::string once =
      Squeezed(
          R"({"messages":[{"role":"user","content":"a   \n\n\n\n```json\n{ \"x\":\n\n 1 }\n```\n"}]})")
          .body;
  ASSERT_THAT(once, Not(""));
  EXPECT_EQ(Squeezed(once).body, "");
}

}  // namespace
}  // namespace farthing::shape
