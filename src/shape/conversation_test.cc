#include "shape/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class ConversationTest : public testing::Test {
 protected:
  Result<Conversation> Read(std::string_view text) {
    document_ = json::Document::Parse(text).value();
    return Conversation::Read(document_.root());
  }

  std::vector<std::pair<TextKind, std::string>> Texts(std::string_view message) {
    document_ = json::Document::Parse(message).value();
    std::vector<std::pair<TextKind, std::string>> texts;
    VisitTexts(document_.root(),
               [&texts](TextKind kind, std::string_view text) { texts.emplace_back(kind, text); });
    return texts;
  }

  static std::vector<std::pair<size_t, size_t>> Bounds(const Conversation& conversation) {
    std::vector<std::pair<size_t, size_t>> bounds;
    for (const Exchange& exchange : conversation.exchanges()) {
      bounds.emplace_back(exchange.begin, exchange.end);
    }
    return bounds;
  }

 private:
  json::Document document_;
};

TEST_F(ConversationTest, AnExchangeIsAUsersMessageWithAllUpToTheNext) {
  const Result<Conversation> read = Read(R"({"messages":[
    {"role":"system","content":"s"},
    {"role":"user","content":"a"},
    {"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]},
    {"role":"tool","tool_call_id":"1","content":"r"},
    {"role":"assistant","content":"b"},
    {"role":"user","content":"c"}]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(Bounds(*read), ElementsAre(Pair(1, 5), Pair(5, 6)));
  EXPECT_EQ(read->messages()[0].exchange, kNoExchange);
  EXPECT_TRUE(read->messages()[2].calls_tools);
  EXPECT_EQ(read->messages()[3].role, Role::kTool);
}

TEST_F(ConversationTest, AnthropicsResultsStayInTheExchangeOfTheirCall) {
  const Result<Conversation> read = Read(R"({"system":"s","messages":[
    {"role":"user","content":"a"},
    {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":{}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"r"},
                              {"type":"text","text":"and now?"}]},
    {"role":"assistant","content":"b"},
    {"role":"user","content":"c"}]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(Bounds(*read), ElementsAre(Pair(0, 4), Pair(4, 5)));
  EXPECT_EQ(read->system().string(), "s");
}

TEST_F(ConversationTest, WhatStandsBeforeTheFirstUserIsAnExchange) {
  const Result<Conversation> read = Read(R"({"messages":[
    {"role":"assistant","content":"Welcome."},{"role":"user","content":"a"}]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(Bounds(*read), ElementsAre(Pair(0, 1), Pair(1, 2)));
}

TEST_F(ConversationTest, ASystemMessageAmongTheOthersIsOfNoExchange) {
  const Result<Conversation> read = Read(R"({"messages":[
    {"role":"user","content":"a"},{"role":"developer","content":"d"},
    {"role":"assistant","content":"b"},{"role":"oracle","content":"o"}]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(Bounds(*read), ElementsAre(Pair(0, 3)));
  EXPECT_EQ(read->messages()[1].exchange, kNoExchange);
  EXPECT_EQ(read->messages()[3].exchange, kNoExchange);
}

TEST_F(ConversationTest, SaysWhichMessageHasNoRole) {
  const Result<Conversation> read = Read(R"({"messages":[{"role":"user"},{"content":"x"}]})");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("messages[1]"));
  EXPECT_FALSE(Read(R"({"messages":{}})"));
  EXPECT_FALSE(Read(R"({"messages":["x"]})"));
}

TEST_F(ConversationTest, VisitsTheTextsOfOpenAIsMessages) {
  EXPECT_THAT(Texts(R"({"role":"user","content":[{"type":"text","text":"a\n"},
                        {"type":"image_url","image_url":{"url":"u"}}]})"),
              ElementsAre(Pair(TextKind::kText, "a\n")));
  EXPECT_THAT(Texts(R"({"role":"assistant","content":null,"refusal":"no","tool_calls":[
                        {"function":{"name":"f","arguments":"{\"x\":1}"}}]})"),
              ElementsAre(Pair(TextKind::kText, "no"), Pair(TextKind::kName, "f"),
                          Pair(TextKind::kArguments, R"({"x":1})")));
  EXPECT_THAT(Texts(R"({"role":"tool","content":"42"})"),
              ElementsAre(Pair(TextKind::kResult, "42")));
}

TEST_F(ConversationTest, VisitsTheTextsOfAnthropicsBlocks) {
  EXPECT_THAT(Texts(R"({"role":"assistant","content":[{"type":"thinking","thinking":"t"},
                        {"type":"text","text":"a"},
                        {"type":"tool_use","name":"f","input":{"x": 1}}]})"),
              ElementsAre(Pair(TextKind::kText, "a"), Pair(TextKind::kName, "f"),
                          Pair(TextKind::kArguments, R"({"x": 1})")));
  EXPECT_THAT(Texts(R"({"role":"user","content":[{"type":"tool_result","content":[
                        {"type":"text","text":"r"},{"type":"image"}]}]})"),
              ElementsAre(Pair(TextKind::kResult, "r")));
  EXPECT_THAT(Texts(R"({"role":"user","content":7})"), IsEmpty());
}

}  // namespace
}  // namespace farthing::shape
