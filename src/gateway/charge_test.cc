#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/ledger_lines.h"
#include "gateway/test_rig.h"

// What a request is charged for, and the row it leaves.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";

std::string AnswerOf(std::string_view model) {
  return R"({"id":"c1","object":"chat.completion","created":1,"model":")" + std::string(model) +
         R"(","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},)"
         R"("finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}})";
}

// A dollar per million tokens of p's model in and ten out, so that a token in is a million
// picodollars; the double at q. o has no price, f costs nothing.
class Charges : public ::testing::Test {
 protected:
  Charges()
      : gateway_("providers:\n" + first_.Line("p", "models: [m, o, f]") +
                 second_.Line("q", "models: [n]") +
                 "models:\n"
                 "  p/m: { price: { input: 1, output: 10 } }\n"
                 "  p/f: { price: { input: 0, output: 0 } }\n"
                 "  q/n: { price: { input: 2, output: 20 } }\n"
                 "retry: { backoff: 0s }\n"
                 "routes:\n"
                 "  - { name: guarded, match: { header: { x-app: safe } }, fallback: [q/n] }\n") {}

  Peer Begin(std::string_view model, std::string_view headers = {}, std::string_view more = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", kChat, ChatBody(model, more), headers));
    return caller;
  }
  static constexpr std::string_view kStream = R"(,"stream":true)";

  // Ends the gateway; then its ledger is complete.
  std::string Lines() {
    gateway_.Stop();
    return LedgerLines(gateway_.folder() + "/data");
  }

  ScriptedProvider first_, second_;
  TestGateway gateway_;
};

TEST_F(Charges, AnAnswerCostsItsTokensTimesThePrice) {
  Peer caller = Begin("p/m");
  first_.Take().Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-cost-usd: 0.000027\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-baseline-usd: 0.000027\r\n"));
  EXPECT_EQ(Lines(), "200 p/m 7+2 27000000 of 27000000\n- ok 200 p/m 7+2 27000000\n");
}

// LiteLLM #25874: an unknown price was 0, and every figure above it wrong.
TEST_F(Charges, AnUnknownPriceIsUnpricedAndNever0) {
  Peer caller = Begin("p/o");
  first_.Take().Answer(200, AnswerOf("o"));
  EXPECT_THAT(caller.ReadAnswer().head, HasSubstr("\r\nx-farthing-cost-usd: unpriced\r\n"));
  EXPECT_EQ(Lines(), "200 p/o 7+2 0 of 0 unpriced\n- ok 200 p/o 7+2 0 unpriced\n");
}

// A deployment's name says nothing; the model that the answer names does.
TEST_F(Charges, WhatTheAnswerNamesPricesAnUnknownName) {
  Peer caller = Begin("p/o");
  first_.Take().Answer(200, AnswerOf("m"));
  EXPECT_THAT(caller.ReadAnswer().head, HasSubstr("\r\nx-farthing-cost-usd: 0.000027\r\n"));
  EXPECT_EQ(Lines(), "200 p/o 7+2 27000000 of 27000000\n- ok 200 p/o 7+2 27000000\n");
}

TEST_F(Charges, APriceOf0IsAPrice) {
  Peer caller = Begin("p/f");
  first_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_THAT(caller.ReadAnswer().head, HasSubstr("\r\nx-farthing-cost-usd: 0\r\n"));
  EXPECT_EQ(Lines(), "200 p/f 7+2 0 of 0\n- ok 200 p/f 7+2 0\n");
}

// LiteLLM #8810, #39294: of a fallback neither cost nor model was right.
TEST_F(Charges, EveryAttemptHasItsRowAndTheFallbackItsOwnPrice) {
  Peer caller = Begin("p/m", "x-app: safe\r\n");
  ProviderCall call = first_.Take();
  call.Answer(500, "{}");
  ASSERT_TRUE(call.Next());
  call.Answer(500, "{}");
  second_.Take().Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-model: q/n\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-baseline-usd: 0.000027\r\n"));
  EXPECT_EQ(Lines(),
            "200 q/n 7+2 54000000 of 27000000, route -27000000\n"
            "- server_error 500 p/m 0+0 0\n"
            "- server_error 500 p/m 0+0 0\n"
            "- ok 200 q/n 7+2 54000000\n");
}

// A provider that was at work is paid for an answer that nobody could use.
TEST_F(Charges, ABrokenAnswerIsEstimatedAndLostMoney) {
  Peer caller = Begin("p/m");
  ProviderCall call = first_.Take();
  call.Answer(200, "{\"choices\":");
  ASSERT_TRUE(call.Next());
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_EQ(Lines(),
            "200 p/m 21+2 41000000 of 27000000, escalation -14000000 estimated\n"
            "- broken 200 p/m 14+0 14000000 estimated\n"
            "- ok 200 p/m 7+2 27000000\n");
}

// The estimate of the first try was taken for the second, of another tokenizer, too.
TEST(ChargesOfTwoFamilies, EachTryIsEstimatedByItsOwnModelsTokenizer) {
  ScriptedProvider first, second;
  TestGateway gateway("providers:\n" + first.Line("openai", "models: [gpt-4o]") +
                      second.Line("anthropic", "models: [claude-opus-4-7]") +
                      "models:\n"
                      "  openai/gpt-4o: { price: { input: 1, output: 1 } }\n"
                      "  anthropic/claude-opus-4-7: { price: { input: 1, output: 1 } }\n"
                      "retry: { backoff: 0s, max_attempts: 2 }\n"
                      "routes: [{ name: r, fallback: [anthropic/claude-opus-4-7] }]\n");
  Peer caller = gateway.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("openai/gpt-4o")));
  first.Take().Answer(200, "{\"choices\":");
  second.Take().Answer(200, "{\"choices\":");
  EXPECT_EQ(caller.ReadAnswer().status, 502);
  gateway.Stop();
  const std::string lines = LedgerLines(gateway.folder() + "/data");
  EXPECT_THAT(lines, HasSubstr("- broken 200 openai/gpt-4o 9+0 9000000 estimated\n"));
  EXPECT_THAT(lines, Not(HasSubstr("anthropic/claude-opus-4-7 9+0")));
}

TEST_F(Charges, WhoWasNeverReachedIsNotPaid) {
  first_.Refuse();
  Peer caller = Begin("p/m");
  EXPECT_EQ(caller.ReadAnswer().status, 502);
  EXPECT_THAT(Lines(), HasSubstr("502 p/m 0+0 0 of 0\n- connect_failed 0 p/m 0+0 0\n"));
}

// LiteLLM PR #30630, Higress #4145: a caller that hung up was charged nothing, or one token.
TEST_F(Charges, AHangupInAStreamCostsThePromptAndWhatHadCome) {
  Peer caller = Begin("p/m", {}, kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("seventeen letters"));
  caller.ReceiveTo("\n\n\r\n");
  caller.Close();
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_EQ(Lines(),
            "499 p/m 14+5 64000000 of 64000000 estimated\n"
            "- cancelled 200 p/m 14+5 64000000 estimated\n");
}

TEST_F(Charges, WhatThatStreamSaidOfItsUsageCounts) {
  Peer caller = Begin("p/m", {}, kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kUsageEvent));
  caller.ReceiveTo("\n\n\r\n");
  caller.Close();
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_EQ(Lines(),
            "499 p/m 7+2 27000000 of 27000000 estimated\n"
            "- cancelled 200 p/m 7+2 27000000 estimated\n");
}

TEST_F(Charges, APageThatIsNoAnswerIsFree) {
  Peer caller = Begin("p/m");
  first_.Take().Answer(200, "<html>", "content-type: text/html\r\n");
  first_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_EQ(Lines(),
            "200 p/m 7+2 27000000 of 27000000\n"
            "- broken 200 p/m 0+0 0\n"
            "- ok 200 p/m 7+2 27000000\n");
}

// The same in one dialect and translated.
TEST_F(Charges, AnErrorUnderA200IsFree) {
  constexpr std::string_view kError = R"({"error":{"message":"full","code":503}})";
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages",
                          R"({"model":"p/m","max_tokens":9,"stream":true,"messages":[]})"));
  ProviderCall call = first_.Take();
  for (int i = 0; i < 3; ++i) {
    call.Answer(200, kError);
    if (i < 2) ASSERT_TRUE(call.Next());
  }
  EXPECT_EQ(caller.ReadAnswer().status, 503);
  EXPECT_THAT(Lines(), HasSubstr("503 p/m 0+0 0 of 0\n- server_error 200 p/m 0+0 0\n"));
}

TEST_F(Charges, AUsageBehindTheLastEventCountsInATranslatedStreamToo) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages",
                          R"({"model":"p/m","max_tokens":9,"stream":true,"messages":[]})"));
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kDone));
  call.Chunk(kUsageEvent);
  call.EndStream();
  EXPECT_THAT(caller.ReadAnswer().body, HasSubstr("message_stop"));
  EXPECT_EQ(Lines(), "200 p/m 7+2 27000000 of 27000000\n- ok 200 p/m 7+2 27000000\n");
}

// Kong #14535: a stream without usage was free.
TEST_F(Charges, AStreamThatNeverSaysItsUsageIsEstimated) {
  Peer caller = Begin("p/m", {}, kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("seventeen letters") + std::string(kStopEvent) + std::string(kDone));
  call.EndStream();
  EXPECT_THAT(caller.ReadAnswer().body, HasSubstr("[DONE]"));
  EXPECT_EQ(Lines(),
            "200 p/m 14+5 64000000 of 64000000 estimated\n"
            "- ok 200 p/m 14+5 64000000 estimated\n");
}

TEST_F(Charges, AUsageThatComesAfterTheLastEventIsCountedOnce) {
  Peer caller = Begin("p/m", "x-farthing-report: inline\r\n", kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kDone));
  call.Chunk(std::string(kUsageEvent) + std::string(kUsageEvent));
  call.EndStream();
  const std::string body = caller.ReadAnswer().body;
  const size_t report = body.find(": farthing {\"cost_usd\":\"0.000027\",\"baseline_usd\":");
  EXPECT_NE(report, body.npos) << body;
  EXPECT_LT(report, body.find("data: [DONE]"));
  EXPECT_EQ(Lines(), "200 p/m 7+2 27000000 of 27000000\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Charges, AProviderThatKeepsItsConnectionOpenHoldsTheLastEventBackForAMomentOnly) {
  Peer caller = Begin("p/m", {}, kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kDone));
  caller.ReceiveTo("\"stop\"}]}\n\n\r\n");
  gateway_.Pass(std::chrono::milliseconds(201));
  EXPECT_EQ(ReadChunk(caller), kDone);
}

TEST_F(Charges, TheInlineReportStandsBeforeMessageStop) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages",
                          R"({"model":"p/m","max_tokens":9,"stream":true,"messages":[]})",
                          "x-farthing-report: inline\r\n"));
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kUsageEvent) +
             std::string(kDone));
  call.EndStream();
  const std::string body = caller.ReadAnswer().body;
  const size_t report = body.find(": farthing {\"cost_usd\":\"0.000027\"");
  EXPECT_NE(report, body.npos) << body;
  EXPECT_LT(report, body.find("event: message_stop"));
  EXPECT_GT(report, body.find("event: message_delta"));
}

TEST_F(Charges, AStreamWithoutALastEventTellsItsCostAtItsEnd) {
  Peer caller = Begin("p/m", "x-farthing-report: inline\r\n", kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kUsageEvent));
  call.EndStream();
  const std::string body = caller.ReadAnswer().body;
  EXPECT_THAT(body, HasSubstr("\"stop\"}]}\n\n: farthing {\"cost_usd\":\"0.000027\""));
  EXPECT_EQ(Lines(), "200 p/m 7+2 27000000 of 27000000\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Charges, AStreamTellsItsCostOnlyToWhoAsks) {
  Peer caller = Begin("p/m", {}, kStream);
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kUsageEvent) +
             std::string(kDone));
  call.EndStream();
  const Answer answer = caller.ReadAnswer();
  EXPECT_THAT(answer.body, Not(HasSubstr("farthing")));
  EXPECT_THAT(answer.head, Not(HasSubstr("x-farthing-cost-usd")));
}

TEST_F(Charges, ARequestThatWeRefuseCostsNothingAndHasItsRow) {
  EXPECT_THAT(gateway_.Post(kChat, ChatBody("p/unknown", "nonsense")).head,
              HasSubstr("\r\nx-farthing-cost-usd: 0\r\n"));
  EXPECT_EQ(Lines(), "400 / 0+0 0 of 0\n");
}

TEST_F(Charges, TagsThatCannotBeReadAreRefused) {
  const Answer answer = gateway_.Post(kChat, ChatBody("p/m"), "x-farthing-tags: team\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("invalid_tags"));
}

}  // namespace
}  // namespace farthing::gateway::test
