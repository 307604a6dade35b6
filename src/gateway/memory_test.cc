#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/test_rig.h"

// Conversations with a shortened history as providers meet them, turn by turn, in both dialects.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kMessages = "/v1/messages";

// So many exchanges about colours behind some 1,500 tokens of a system message, which make a
// beginning that a provider caches.
std::string Exchanges(int count) {
  std::string messages;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    messages += R"({"role":"user","content":"What is colour number )" + number + R"( called?"},)";
    messages += R"({"role":"assistant","content":"Colour number )" + number + R"( is called c)" +
                number + R"(."},)";
  }
  return messages;
}

std::string System() {
  std::string system;
  for (int i = 0; i < 1500; ++i) system += "Mind ";
  return system;
}

std::string Asked(std::string_view question) {
  return R"({"role":"user","content":")" + std::string(question) + R"("})";
}

std::string OpenAIBody(const std::string& messages) {
  return R"({"model":"p/m","messages":[{"role":"system","content":")" + System() + "\"}," +
         messages + "]}";
}

std::string AnthropicBody(const std::string& messages) {
  return R"({"model":"a/n","max_tokens":9,"system":")" + System() + R"(","messages":[)" + messages +
         "]}";
}

// From the first message of the history on.
std::string HistoryOf(const std::string& body) { return body.substr(body.find("What is colour")); }

std::string FirstOf(const std::string& body) {
  const std::string history = HistoryOf(body);
  return history.substr(0, history.find('?'));
}

class Memory : public ::testing::Test {
 protected:
  Memory()
      : gateway_("providers:\n" + openai_.Line("p", "models: [m]") +
                 anthropic_.Line("a", "models: [n]") +
                 "models:\n"
                 "  p/m: { price: { input: 1, cache_read: 0.1, output: 10 } }\n"
                 "  a/n: { price: { input: 1, cache_read: 0.1, output: 10 } }\n"
                 "routes:\n"
                 "  - { name: anew, match: { header: { x-app: anew } },\n"
                 "      history: { budget: 400, keep_last: 1, strategy: recent, step: 0 } }\n"
                 "  - { name: recent, match: { header: { x-app: recent } },\n"
                 "      history: { budget: 400, keep_last: 1, strategy: recent } }\n"
                 "  - { name: relevant, match: { header: { x-app: relevant } },\n"
                 "      history: { budget: 400, keep_last: 1 } }\n") {}

  // The body that the provider gets of it.
  std::string Sent(bool is_openai, const std::string& messages, std::string_view route) {
    ScriptedProvider& provider = is_openai ? openai_ : anthropic_;
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", is_openai ? kChat : kMessages,
                            is_openai ? OpenAIBody(messages) : AnthropicBody(messages),
                            "x-app: " + std::string(route) + "\r\n"));
    ProviderCall call = provider.Take();
    std::string sent = call.body;
    call.Answer(200, is_openai ? kOpenAIAnswer : kAnthropicAnswer);
    EXPECT_THAT(caller.ReadAnswer().head, StartsWith("http/1.1 200 "));
    return sent;
  }

  // How often the history begins elsewhere than in the turn before.
  int Moves(bool is_openai, std::string_view route) {
    int moves = 0;
    std::string before;
    for (int turns = 40; turns < 60; ++turns) {
      std::string first =
          FirstOf(Sent(is_openai, Exchanges(turns) + Asked("What comes next?"), route));
      if (first != before) ++moves;
      before = std::move(first);
    }
    return moves;
  }

  ScriptedProvider openai_, anthropic_{"anthropic"};
  TestGateway gateway_;
};

TEST_F(Memory, TurnsBeginAlikeUntilAStepIsOver) {
  for (const bool is_openai : {true, false}) {
    EXPECT_EQ(Moves(is_openai, "anew"), 20);
    EXPECT_LE(Moves(is_openai, "recent"), 7);
  }
}

TEST_F(Memory, AQuestionOfLongAgoIsAnsweredFromWhatWasSaidThen) {
  for (const bool is_openai : {true, false}) {
    const std::string sent =
        Sent(is_openai, Exchanges(60) + Asked("What was colour number 3 called?"), "relevant");
    EXPECT_THAT(sent, HasSubstr("Colour number 3 is called c3."));
    EXPECT_THAT(sent, HasSubstr("Colour number 59 is called c59."));
    EXPECT_THAT(sent, Not(HasSubstr("Colour number 30 is called c30.")));
  }
}

TEST_F(Memory, AToolLoopDoesNotMoveWhatStandsBeforeIt) {
  const std::string asked = Exchanges(60) + Asked("What was colour number 3 called?");
  const auto round = [](int number) {
    const std::string id = "call_" + std::to_string(number);
    return R"(,{"role":"assistant","content":null,"tool_calls":[{"id":")" + id +
           R"(","type":"function","function":{"name":"look","arguments":"{}"}}]},)"
           R"({"role":"tool","tool_call_id":")" +
           id + R"(","content":"There is nothing in drawer )" + std::to_string(number) + R"(."})";
  };
  std::string loop = round(0);
  const std::string first = HistoryOf(Sent(true, asked + loop, "relevant"));
  const std::string before = first.substr(0, first.find("call_0"));
  EXPECT_THAT(before, HasSubstr("Colour number 3 is called c3."));
  for (int number = 1; number < 6; ++number) {
    loop += round(number);
    EXPECT_THAT(HistoryOf(Sent(true, asked + loop, "relevant")), StartsWith(before));
  }
}

}  // namespace
}  // namespace farthing::gateway::test
