#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/ledger_lines.h"
#include "gateway/test_rig.h"

// Limits and histories as callers of both dialects meet them.
namespace farthing::gateway::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kMessages = "/v1/messages";

// A conversation of so many exchanges about colours, then a question.
std::string Conversation(std::string_view model, int exchanges, std::string_view more = {}) {
  std::string body = R"({"model":")" + std::string(model) + R"(","messages":[)";
  for (int i = 0; i < exchanges; ++i) {
    const std::string number = std::to_string(i);
    body += R"({"role":"user","content":"What is colour number )" + number + R"( called?"},)";
    body += R"({"role":"assistant","content":"Colour number )" + number + R"( is called c)" +
            number + R"(."},)";
  }
  body += R"({"role":"user","content":"What was colour number 3 called?"}])";
  return body + std::string(more) + "}";
}

std::string Plain(std::string_view model, std::string_view more = {}) {
  return Conversation(model, 0, more);
}

class Shaping : public ::testing::Test {
 protected:
  Shaping()
      : gateway_("providers:\n" + openai_.Line("p", "models: [m, small, modest]") +
                 anthropic_.Line("a", "models: [n]") +
                 "models:\n"
                 "  p/small: { context: 300, limits: { tools: 1 } }\n"
                 "  p/modest: { price: { input: 2, output: 10 },\n"
                 "      limits: { input_tokens: 50, on_excess: route } }\n"
                 "  p/m: { context: 100000, price: { input: 1, output: 10 } }\n"
                 "tiers: { 2: [p/m] }\n"
                 "routes:\n"
                 "  - { name: strict, match: { header: { x-app: strict } },\n"
                 "      limits: { input_tokens: 60, output_tokens: 20, messages: 30 } }\n"
                 "  - { name: trimmed, match: { header: { x-app: trimmed } },\n"
                 "      limits: { input_tokens: 200, on_excess: trim } }\n"
                 "  - { name: both, match: { header: { x-app: both } },\n"
                 "      limits: { input_tokens: 200, on_excess: trim },\n"
                 "      history: { budget: 400, keep_last: 1 } }\n"
                 "  - { name: routed, match: { header: { x-app: routed } },\n"
                 "      limits: { on_excess: route } }\n"
                 "  - { name: calm, match: { header: { x-app: calm } },\n"
                 "      limits: { reasoning_effort: low } }\n"
                 "  - { name: tight, match: { header: { x-app: tight } },\n"
                 "      squeeze: [json, blanks] }\n"
                 "  - { name: short, match: { header: { x-app: short } },\n"
                 "      history: { budget: 120, keep_last: 1 } }\n") {}

  Peer Begin(std::string_view path, const std::string& body, std::string_view headers) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", path, body, headers));
    return caller;
  }

  // The body that the provider gets of it.
  std::string Sent(ScriptedProvider& provider, std::string_view path, const std::string& body,
                   std::string_view headers) {
    Peer caller = Begin(path, body, headers);
    ProviderCall call = provider.Take();
    std::string sent = call.body;
    const bool is_openai = &provider == &openai_;
    call.Answer(200, is_openai ? kOpenAIAnswer : kAnthropicAnswer);
    head_ = caller.ReadAnswer().head;
    return sent;
  }

  ScriptedProvider openai_, anthropic_{"anthropic"};
  TestGateway gateway_;
  std::string head_;  // of the answer to the last Sent
};

TEST_F(Shaping, ATooLargeInputIsRefusedInTheCallersDialectAndNeverSent) {
  const Answer openai = gateway_.Post(kChat, Conversation("p/m", 10), "x-app: strict\r\n");
  EXPECT_THAT(openai.head, StartsWith("http/1.1 413 "));
  EXPECT_THAT(openai.body, HasSubstr(R"("code":"input_tokens_exceeded")"));
  EXPECT_THAT(openai.body, HasSubstr("the largest part is messages["));
  const Answer anthropic =
      gateway_.Post(kMessages, Conversation("a/n", 10, R"(,"max_tokens":9)"), "x-app: strict\r\n");
  EXPECT_THAT(anthropic.head, StartsWith("http/1.1 413 "));
  EXPECT_THAT(anthropic.body, HasSubstr(R"({"type":"error")"));
  EXPECT_FALSE(openai_.IsCalled());
  EXPECT_FALSE(anthropic_.IsCalled());
}

TEST_F(Shaping, TooManyMessagesAreRefused) {
  const Answer answer = gateway_.Post(kChat, Conversation("p/m", 15), "x-app: strict\r\n");
  EXPECT_THAT(answer.head, StartsWith("http/1.1 413 "));
  EXPECT_THAT(answer.body, HasSubstr("31 messages, 1 more than the 30 it may have"));
}

TEST_F(Shaping, AnAnswersLengthIsSetAndLowered) {
  EXPECT_THAT(Sent(openai_, kChat, Plain("p/m"), "x-app: strict\r\n"),
              HasSubstr(R"("max_tokens":20)"));
  EXPECT_THAT(Sent(openai_, kChat, Plain("p/m", R"(,"max_tokens":500)"), "x-app: strict\r\n"),
              HasSubstr(R"("max_tokens":20)"));
  EXPECT_THAT(Sent(openai_, kChat, Plain("p/m", R"(,"max_tokens":5)"), "x-app: strict\r\n"),
              HasSubstr(R"("max_tokens":5})"));
  EXPECT_THAT(
      Sent(anthropic_, kMessages, Plain("a/n", R"(,"max_tokens":500)"), "x-app: strict\r\n"),
      HasSubstr(R"("max_tokens":20)"));
}

TEST_F(Shaping, AnAnswersLengthIsSetInATranslation) {
  EXPECT_THAT(Sent(anthropic_, kChat, Plain("a/n"), "x-app: strict\r\n"),
              HasSubstr(R"("max_tokens":20)"));
  EXPECT_THAT(Sent(openai_, kMessages, Plain("p/m", R"(,"max_tokens":500)"), "x-app: strict\r\n"),
              HasSubstr(R"("max_tokens":20)"));
}

TEST_F(Shaping, TrimmingMakesTheHistoryFit) {
  const std::string sent = Sent(openai_, kChat, Conversation("p/m", 30), "x-app: trimmed\r\n");
  EXPECT_THAT(sent, HasSubstr("What was colour number 3 called?"));
  EXPECT_THAT(sent, HasSubstr("What is colour number 29 called?"));
  EXPECT_LT(sent.size(), Conversation("p/m", 15).size());
  EXPECT_THAT(head_, HasSubstr("older messages of the history"));
  EXPECT_EQ(Sent(openai_, kChat, Conversation("p/m", 2), "x-app: trimmed\r\n").size(),
            Conversation("m", 2).size());
}

TEST_F(Shaping, PinnedMessagesStayWhereAShortenedHistoryIsTrimmed) {
  const std::string_view pinned = R"(,"farthing":{"pinned":[20]})";
  const std::string sent = Sent(openai_, kChat, Conversation("p/m", 60, pinned), "x-app: both\r\n");
  EXPECT_THAT(sent, HasSubstr("Colour number 10 is called c10."));
  EXPECT_THAT(sent, HasSubstr("Colour number 59 is called c59."));
  EXPECT_THAT(sent, Not(HasSubstr("farthing")));
  EXPECT_LT(sent.size(), Conversation("p/m", 15).size());
}

TEST_F(Shaping, AWishThatNobodyKnowsIsRefused) {
  const Answer answer = gateway_.Post(kChat, Plain("p/m", R"(,"farthing":{"pined":[0]})"));
  EXPECT_THAT(answer.head, StartsWith("http/1.1 400 "));
  EXPECT_THAT(answer.body, HasSubstr("`farthing.pined` is nothing the gateway knows"));
}

TEST_F(Shaping, WhatIsBeyondTheContextGoesToARoomierModel) {
  const std::string body = Conversation("p/small", 30);
  EXPECT_THAT(Sent(openai_, kChat, body, "x-app: routed\r\n"), StartsWith(R"({"model":"m")"));
  EXPECT_THAT(head_, HasSubstr("x-farthing-model: p/m"));
  EXPECT_THAT(Sent(openai_, kChat, Conversation("p/small", 2), "x-app: routed\r\n"),
              StartsWith(R"({"model":"small")"));
}

// Nothing but our own limit kept the model asked for from answering at its price.
TEST_F(Shaping, AModelThatALimitPassesOverIsStillWhatTheCostIsComparedWith) {
  EXPECT_THAT(Sent(openai_, kChat, Conversation("p/modest", 10), ""),
              StartsWith(R"({"model":"m")"));
  gateway_.Stop();
  EXPECT_THAT(LedgerLines(gateway_.folder() + "/data"),
              StartsWith("200 p/m 7+2 27000000 of 34000000, route 7000000\n"));
}

TEST_F(Shaping, AModelsOwnLimitsHoldWhateverTheRoute) {
  const Answer answer = gateway_.Post(
      kChat, Conversation("p/small", 0, R"(,"tools":[{"type":"function"},{"type":"function"}])"));
  EXPECT_THAT(answer.head, StartsWith("http/1.1 413 "));
  EXPECT_THAT(answer.body, HasSubstr("2 tools, 1 more than the 1 it may have"));
  const Answer context = gateway_.Post(kChat, Conversation("p/small", 30));
  EXPECT_THAT(context.body, HasSubstr(R"("code":"context_length_exceeded")"));
}

TEST_F(Shaping, ReasoningIsCapped) {
  EXPECT_THAT(
      Sent(openai_, kChat, Plain("p/m", R"(,"reasoning_effort":"high")"), "x-app: calm\r\n"),
      HasSubstr(R"("reasoning_effort":"low")"));
  EXPECT_THAT(head_, HasSubstr("x-farthing-warning: reasoning_effort: lowered to the limit"));
}

TEST_F(Shaping, AHistoryKeepsWhatTheQuestionNeeds) {
  const std::string openai = Sent(openai_, kChat, Conversation("p/m", 40), "x-app: short\r\n");
  EXPECT_THAT(openai, HasSubstr("Colour number 3 is called c3."));
  EXPECT_THAT(openai, HasSubstr("Colour number 39 is called c39."));
  EXPECT_THAT(openai, Not(HasSubstr("Colour number 20 is called")));
  const std::string anthropic = Sent(
      anthropic_, kMessages, Conversation("a/n", 40, R"(,"max_tokens":9)"), "x-app: short\r\n");
  EXPECT_THAT(anthropic, HasSubstr("Colour number 3 is called c3."));
  EXPECT_THAT(anthropic, Not(HasSubstr("Colour number 20 is called")));
}

TEST_F(Shaping, WhatSaysNothingIsSqueezedOut) {
  const std::string_view text = R"("content":"Sum up.   \n\n\n\n```json\n{\n  \"a\": 1\n}\n```")";
  const std::string body =
      R"({"model":"p/m","messages":[{"role":"user",)" + std::string(text) + "}]}";
  EXPECT_THAT(Sent(openai_, kChat, body, "x-app: tight\r\n"), HasSubstr(R"({\"a\":1})"));
  EXPECT_THAT(Sent(openai_, kChat, body, ""), HasSubstr(text));
}

// Seven tokens came in, so the rest of the baseline at a dollar per million is what was left out.
TEST_F(Shaping, WhatAShorterHistorySavesIsAStepOfTheLedger) {
  Sent(openai_, kChat, Conversation("p/m", 40), "x-app: short\r\n");
  gateway_.Stop();
  EXPECT_THAT(
      LedgerLines(gateway_.folder() + "/data"),
      ContainsRegex("^200 p/m 7\\+2 27000000 of [0-9]{3,4}000000, history [0-9]{3}000000\n"));
}

TEST_F(Shaping, ACallerMaySwitchItOff) {
  const std::string body = Conversation("p/m", 40);
  EXPECT_EQ(Sent(openai_, kChat, body, "x-app: short\r\nx-farthing-shape: off\r\n").size(),
            Conversation("m", 40).size());
  EXPECT_THAT(gateway_.Post(kChat, body, "x-farthing-shape: on\r\n").head,
              StartsWith("http/1.1 400 "));
}

TEST(ShapingByKey, AKeyHasLimitsAndMayNotSwitchThemOffUnlessItIsSaid) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p") +
                      "keys:\n"
                      "  - { name: k, secret: one, limits: { input_tokens: 5 } }\n"
                      "  - { name: o, secret: two, may_skip_shaping: true,\n"
                      "      limits: { input_tokens: 5 } }\n");
  const std::string body = Plain("p/m");
  EXPECT_THAT(gateway.Post(kChat, body, "x-api-key: one\r\n").head, StartsWith("http/1.1 413 "));
  EXPECT_THAT(gateway.Post(kChat, body, "x-api-key: one\r\nx-farthing-shape: off\r\n").head,
              StartsWith("http/1.1 403 "));
  Peer caller = gateway.Connect();
  caller.Send(HttpRequest("POST", kChat, body, "x-api-key: two\r\nx-farthing-shape: off\r\n"));
  provider.Take().Answer(200, kOpenAIAnswer);
  EXPECT_THAT(caller.ReadAnswer().head, StartsWith("http/1.1 200 "));
}

}  // namespace
}  // namespace farthing::gateway::test
