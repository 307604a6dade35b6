#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/random.h"
#include "gateway/ledger_lines.h"
#include "gateway/test_rig.h"

// Conversations that are marked for providers' prompt caches, as callers of both dialects hold
// them.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kMessages = "/v1/messages";
constexpr std::string_view kMark = "\"cache_control\":{\"type\":\"ephemeral\"}";
constexpr std::string_view kBreakpoint = "\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}";

// Some 2,000 tokens.
std::string LongText(std::string_view word) {
  std::string text;
  while (text.size() < 8000) text.append(word).append(" ");
  return text;
}

std::string MessageOf(std::string_view role, const std::string& text) {
  return R"({"role":")" + std::string(role) + R"(","content":")" + text + "\"}";
}

// A conversation in its turn so and so, from 1 on; either dialect takes it.
std::string Turn(std::string_view model, std::string_view topic, int turn,
                 std::string_view more = {}) {
  std::string body = R"({"model":")" + std::string(model) + R"(","max_tokens":50)" +
                     std::string(more) + R"(,"messages":[)" +
                     MessageOf("user", LongText(topic) + "?");
  for (int i = 1; i < turn; ++i) {
    body += "," + MessageOf("assistant", "Answer " + std::to_string(i) + ".");
    body += "," + MessageOf("user", "Question " + std::to_string(i) + "?");
  }
  return body + "]}";
}

size_t CountOf(std::string_view needle, std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find(needle); at != text.npos; at = text.find(needle, at + 1)) ++count;
  return count;
}

// The text without our marks, and what bears them as the caller wrote it.
std::string Unmarked(std::string text) {
  const auto cut = [&](std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != text.npos; at = text.find(from, at)) {
      text.replace(at, from.size(), to);
    }
  };
  cut("," + std::string(kMark) + "}]", "");
  cut("," + std::string(kBreakpoint) + "}]", "");
  cut(R"([{"type":"text","text":)", "");
  cut("}]", "");  // blocks that were not marked
  return text;
}

class PromptCaching : public ::testing::Test {
 protected:
  PromptCaching()
      : gateway_("providers:\n" + anthropic_.Line("a", "models: [claude-sonnet-5]") +
                 "  o: { preset: openai, base_url: \"" + openai_.url() +
                 "\", models: [gpt-5.6-sol, gpt-5.4], api_keys: [one, two, three] }\n" +
                 "models:\n"
                 "  a/claude-sonnet-5: { price: { input: 4, output: 20, cache_read: 0.4,\n"
                 "      cache_write: 5 } }\n"
                 "  o/gpt-5.6-sol: { price: { input: 4, output: 20, cache_read: 0.4,\n"
                 "      cache_write: 5 } }\n"
                 "keys:\n"
                 "  - { name: k, secret: the-secret, may_skip_shaping: true }\n"
                 "retry: { backoff: 0s }\n"
                 "routes:\n"
                 "  - { name: bare, match: { header: { x-app: bare } }, prompt_cache: off }\n") {}

  // What the provider gets of it; the answer has `usage`.
  ProviderCall Sent(ScriptedProvider& provider, std::string_view path, const std::string& body,
                    std::string_view headers = {}, std::string_view usage = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(
        HttpRequest("POST", path, body, "x-api-key: the-secret\r\n" + std::string(headers)));
    ProviderCall call = provider.Take();
    std::string answer(&provider == &openai_ ? kOpenAIAnswer : kAnthropicAnswer);
    if (!usage.empty()) {
      const size_t at = answer.find("\"usage\":") + 8;
      answer.replace(at, answer.size() - at - 1, usage);
    }
    call.Answer(200, answer, "connection: close\r\n");
    answer_ = caller.ReadAnswer();
    EXPECT_EQ(answer_.status, 200) << answer_.body;
    return call;
  }
  std::string BodyOf(ScriptedProvider& provider, std::string_view path, const std::string& body,
                     std::string_view headers = {}) {
    return Sent(provider, path, body, headers).body;
  }

  std::string Lines() {
    gateway_.Stop();
    return LedgerLines(gateway_.folder() + "/data");
  }

  ScriptedProvider openai_, anthropic_{"anthropic"};
  TestGateway gateway_;
  Answer answer_;
};

TEST_F(PromptCaching, AConversationWithAnthropicIsMarkedFromItsSecondTurnOn) {
  for (const std::string_view path : {kMessages, kChat}) {
    const std::string topic = path == kChat ? "blue" : "red";
    const auto sent = [&](int turn) {
      return BodyOf(anthropic_, path, Turn("a/claude-sonnet-5", topic, turn));
    };
    EXPECT_EQ(CountOf("cache_control", sent(1)), path == kChat ? 1U : 0U) << path;
    const std::string second = sent(2);
    EXPECT_THAT(second, HasSubstr("\"Question 1?\"," + std::string(kMark)));
    const std::string third = sent(3);
    EXPECT_THAT(third, HasSubstr("\"Question 1?\"," + std::string(kMark)));
    EXPECT_THAT(third, HasSubstr("\"Question 2?\"," + std::string(kMark)));
    EXPECT_LE(CountOf("cache_control", third), 4U);
  }
}

TEST_F(PromptCaching, GPT56IsToldWhereToWrite) {
  for (const std::string_view path : {kChat, kMessages}) {
    const std::string topic = path == kChat ? "blue" : "red";
    const auto sent = [&](int turn) {
      return BodyOf(openai_, path, Turn("o/gpt-5.6-sol", topic, turn));
    };
    const std::string first = sent(1);
    EXPECT_THAT(first, HasSubstr(R"("prompt_cache_key":"farthing-)"));
    const std::string second = sent(2);
    EXPECT_THAT(second, HasSubstr(R"("prompt_cache_options":{"mode":"explicit","ttl":"30m"})"));
    EXPECT_THAT(second, HasSubstr("\"Question 1?\"," + std::string(kBreakpoint)));
    const std::string third = sent(3);
    EXPECT_THAT(third, HasSubstr("\"Question 1?\"," + std::string(kBreakpoint)));
    EXPECT_THAT(third, HasSubstr("\"Question 2?\"," + std::string(kBreakpoint)));
    EXPECT_THAT(third, Not(HasSubstr("prompt_cache_retention")));
  }
}

// Whatever is marked, the texts before it stay byte for byte from turn to turn.
TEST_F(PromptCaching, APrefixStaysByteForByte) {
  for (const std::string_view path : {kChat, kMessages}) {
    for (ScriptedProvider* provider : {&openai_, &anthropic_}) {
      const std::string_view model = provider == &openai_ ? "o/gpt-5.6-sol" : "a/claude-sonnet-5";
      std::string before;
      for (int turn = 1; turn <= 5; ++turn) {
        const std::string body = BodyOf(*provider, path, Turn(model, "green", turn));
        std::string messages = Unmarked(body.substr(body.find("\"messages\":")));
        messages = messages.substr(0, messages.find("}]"));
        const size_t same = std::min(before.size(), messages.size());
        const size_t end = before.rfind("?\"");
        if (turn > 1) EXPECT_EQ(before.substr(0, end), messages.substr(0, end)) << same;
        before = messages;
      }
    }
  }
}

TEST_F(PromptCaching, OlderModelsGetTheKeyAlone) {
  const std::string first = BodyOf(openai_, kChat, Turn("o/gpt-5.4", "blue", 1));
  const std::string second = BodyOf(openai_, kChat, Turn("o/gpt-5.4", "blue", 2));
  const auto key_of = [](const std::string& body) {
    return body.substr(body.find("prompt_cache_key"), 46);
  };
  EXPECT_THAT(first, HasSubstr(R"("prompt_cache_key":"farthing-)"));
  EXPECT_EQ(key_of(first), key_of(second));
  EXPECT_THAT(second, Not(HasSubstr("prompt_cache_options")));
  const std::string own = Turn("o/gpt-5.4", "blue", 3, R"(,"prompt_cache_key":"mine")");
  EXPECT_EQ(CountOf("prompt_cache_key", BodyOf(openai_, kChat, own)), 1U);
}

TEST_F(PromptCaching, ShortRequestsAndThoseThatAreNotToBeMarkedPassAsTheyAre) {
  const auto plain = [](std::string body) { return body.replace(body.find("o/gpt"), 2, ""); };
  const std::string small = ChatBody("o/gpt-5.6-sol");
  EXPECT_EQ(BodyOf(openai_, kChat, small), plain(small));
  for (int turn = 1; turn <= 3; ++turn) {
    const std::string body = Turn("o/gpt-5.6-sol", "blue", turn);
    EXPECT_EQ(BodyOf(openai_, kChat, body, "x-app: bare\r\n"), plain(body));
    EXPECT_EQ(BodyOf(openai_, kChat, body, "x-farthing-shape: off\r\n"), plain(body));
  }
}

// The second try of a request is not the second request of a conversation.
TEST_F(PromptCaching, ATryAgainSaysTheSame) {
  for (int turn = 1; turn <= 3; ++turn) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", kMessages, Turn("a/claude-sonnet-5", "blue", turn),
                            "x-api-key: the-secret\r\n"));
    ProviderCall failed = anthropic_.Take();
    const std::string sent = failed.body;
    failed.Answer(500, "{}", "connection: close\r\n");
    ProviderCall again = anthropic_.Take();
    EXPECT_EQ(again.body, sent);
    EXPECT_EQ(CountOf("cache_control", sent) > 0, turn > 1) << turn;
    again.Answer(200, kAnthropicAnswer, "connection: close\r\n");
    EXPECT_EQ(caller.ReadAnswer().status, 200);
  }
}

// A provider caches for each of its keys; a conversation is of use to one of them.
TEST_F(PromptCaching, AConversationKeepsItsKey) {
  std::set<std::string> used;
  for (const std::string topic : {"red", "green", "blue", "grey", "pink", "gold"}) {
    std::string key;
    for (int turn = 1; turn <= 4; ++turn) {
      const ProviderCall call = Sent(openai_, kChat, Turn("o/gpt-5.4", topic, turn));
      const std::string line = call.head.substr(call.head.find("authorization:"), 30);
      if (turn > 1) EXPECT_EQ(line, key) << topic;
      key = line;
    }
    used.insert(key);
  }
  EXPECT_GT(used.size(), 1U);
}

// LiteLLM PR #30480 sent five marks, a 400; its #40675 let one mark of the caller's disable all.
TEST_F(PromptCaching, PeersCase25NeverMoreThanFourMarksAndTheCallersStay) {
  const std::string_view own =
      R"(,"system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}])";
  for (int turn = 1; turn <= 6; ++turn) {
    const std::string body =
        BodyOf(anthropic_, kMessages, Turn("a/claude-sonnet-5", "blue", turn, own));
    EXPECT_LE(CountOf("cache_control", body), 4U);
    EXPECT_THAT(body, HasSubstr(R"("text":"Be kind.","cache_control":{"type":"ephemeral"})"));
    EXPECT_EQ(CountOf("cache_control", body) > 1, turn > 1) << turn;
  }
  std::string four = R"(,"system":[)";
  for (int i = 0; i < 4; ++i) {
    four +=
        std::string(i > 0 ? "," : "") + R"({"type":"text","text":"S",)" + std::string(kMark) + "}";
  }
  four += "]";
  for (int turn = 1; turn <= 3; ++turn) {
    std::string body = Turn("a/claude-sonnet-5", "red", turn, four);
    const std::string sent = BodyOf(anthropic_, kMessages, body);
    EXPECT_EQ(sent, body.replace(body.find("a/claude"), 2, ""));
  }
}

// TensorZero #3648: a request without max_tokens was a 502 where no limit needed any.
TEST_F(PromptCaching, PeersCase10NoAnswersLengthIsAskedForWhereNoneIsNeeded) {
  const std::string said = R"("max_tokens":50,)";
  std::string body = Turn("o/gpt-5.6-sol", "blue", 1);
  body.erase(body.find(said), said.size());
  EXPECT_THAT(BodyOf(openai_, kChat, body), Not(HasSubstr("max_")));
  body.replace(body.find("o/gpt-5.6-sol"), 13, "a/claude-sonnet-5");
  // Anthropic demands one: a default that the model allows.
  EXPECT_THAT(BodyOf(anthropic_, kChat, body), HasSubstr("\"max_tokens\":"));
  body.insert(1, R"("max_tokens":"many",)");
  EXPECT_EQ(gateway_.Post(kMessages, body, "x-api-key: the-secret\r\n").status, 400);
}

TEST_F(PromptCaching, WhatMarksCostAndSaveIsAStepOfTheLedger) {
  const auto ask = [&](int turn, std::string_view usage) {
    Sent(anthropic_, kMessages, Turn("a/claude-sonnet-5", "blue", turn), {}, usage);
  };
  ask(1, R"({"input_tokens":2000,"output_tokens":1})");
  ask(2, R"({"input_tokens":10,"cache_creation_input_tokens":2000,"output_tokens":1})");
  ask(3, R"({"input_tokens":10,"cache_read_input_tokens":2000,"output_tokens":1})");
  const std::string lines = Lines();
  // 2,000 tokens at a dollar more a million, then at 3.60 less.
  EXPECT_THAT(lines, HasSubstr("of 8060000000, prompt_cache -2000000000\n"));
  EXPECT_THAT(lines, HasSubstr("of 8060000000, prompt_cache 7200000000\n"));
}

TEST_F(PromptCaching, EveryStepsSavingsLeadFromTheBaselineToTheCost) {
  FastRandom random(11);
  const auto number = [&] { return std::to_string(random.Next() % 5000); };
  for (int turn = 1; turn <= 12; ++turn) {
    Sent(anthropic_, kMessages, Turn("a/claude-sonnet-5", "blue", turn), {},
         R"({"input_tokens":)" + number() + R"(,"cache_creation_input_tokens":)" + number() +
             R"(,"cache_read_input_tokens":)" + number() + R"(,"output_tokens":)" + number() + "}");
    Sent(openai_, kChat, Turn("o/gpt-5.6-sol", "blue", turn), {},
         R"({"prompt_tokens":9000,"completion_tokens":)" + number() +
             R"(,"prompt_tokens_details":{"cached_tokens":)" + number() +
             R"(,"cache_write_tokens":)" + number() + "}}");
  }
  // "200 a/m 7+2 COST of BASELINE, prompt_cache SAVED"
  const std::string lines = Lines();
  size_t rows = 0;
  for (size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
    if (lines[at] == '-') continue;
    const std::string row = lines.substr(at, lines.find('\n', at) - at);
    const size_t of = row.find(" of ");
    const int64_t cost = std::stoll(row.substr(row.rfind(' ', of - 1)));
    int64_t left = std::stoll(row.substr(of + 4));
    if (const size_t step = row.find(", prompt_cache "); step != row.npos) {
      left -= std::stoll(row.substr(step + 15));
      ++rows;
    }
    EXPECT_EQ(left, cost) << row;
  }
  EXPECT_GE(rows, 20U);
}

}  // namespace
}  // namespace farthing::gateway::test
