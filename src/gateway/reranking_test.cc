#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/ledger_lines.h"
#include "gateway/test_rig.h"

// Documents in the order of a server that ranks them, and what that costs.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kChat = "/v1/chat/completions";

// Three documents of which two fit sixty tokens with a sentence each.
constexpr std::string_view kBody =
    R"({"model":"p/m","messages":[{"role":"user","content":"What do dogs eat?"}],"farthing":{)"
    R"("documents":[{"id":"a","text":"Dogs eat meat. They bark at night. They sleep by day."},)"
    R"({"id":"b","text":"Trains run every hour. They are late. Their seats are of wood."},)"
    R"({"id":"c","text":"Boats lie in the harbour. They are of wood. Their sails are red."}]}})";
constexpr std::string_view kAnswered =
    R"({"results":[{"index":1,"relevance_score":0.9},{"index":2,"relevance_score":0.4},)"
    R"({"index":0,"relevance_score":0.1}],"meta":{"billed_units":{"search_units":2}}})";

class Reranking : public ::testing::Test {
 protected:
  Reranking()
      : gateway_("providers:\n" + chat_.Line("p") +
                 ranker_.Line("c", "models: [r, o], api_key: s") +
                 "models:\n"
                 "  p/m: { price: { input: 1, output: 10 } }\n"
                 "  c/r: { price: { fees: { request: 0.002 } } }\n"
                 "routes:\n"
                 "  - { name: narrow, match: { header: { x-app: narrow } }, narrow: { budget: 60,\n"
                 "      reranker: { provider: c, model: r, timeout: 2s } } }\n"
                 "  - { name: roomy, match: { header: { x-app: roomy } }, narrow: { budget: 900,\n"
                 "      reranker: { provider: c, model: r } } }\n"
                 "  - { name: priceless, match: { header: { x-app: priceless } },\n"
                 "      narrow: { budget: 60, reranker: { provider: c, model: o } } }\n") {}

  Peer Begin(std::string_view headers) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", kChat, kBody, headers));
    return caller;
  }

  // What the chat's provider gets.
  std::string Finish(Peer& caller) {
    ProviderCall call = chat_.Take();
    std::string sent = call.body;
    call.Answer(200, kOpenAIAnswer);
    head_ = caller.ReadAnswer().head;
    return sent;
  }

  // Ends the gateway; then its ledger is complete.
  std::string Lines() {
    gateway_.Stop();
    return LedgerLines(gateway_.folder() + "/data");
  }

  ScriptedProvider chat_, ranker_;
  TestGateway gateway_;
  std::string head_;  // of the answer to the caller
};

TEST_F(Reranking, DocumentsStandInTheOrderOfTheReranker) {
  Peer caller = Begin("x-app: narrow\r\n");
  ProviderCall call = ranker_.Take();
  EXPECT_THAT(call.head, StartsWith("POST /v1/rerank HTTP/1.1\r\n"));
  EXPECT_TRUE(call.HasHeader("authorization: bearer s")) << call.head;
  EXPECT_THAT(call.body,
              StartsWith(R"({"model":"r","query":"What do dogs eat?","documents":["Dogs eat)"));
  call.Answer(200, kAnswered);
  EXPECT_THAT(Finish(caller), HasSubstr(R"("<documents>\n<document id=\"b\">\n)"));
  EXPECT_THAT(head_, Not(HasSubstr("reranker")));
}

// Two searches at 0.002 dollars, less the 35 tokens of the sentences that were left out.
TEST_F(Reranking, ItsCostIsTheRequestsAndTakenOffWhatNarrowingSaves) {
  Peer caller = Begin("x-app: narrow\r\n");
  ranker_.Take().Answer(200, kAnswered);
  Finish(caller);
  EXPECT_THAT(head_, HasSubstr("\r\nx-farthing-cost-usd: 0.004027\r\n"));
  EXPECT_EQ(Lines(),
            "200 p/m 7+2 4027000000 of 62000000, narrow -3965000000\n"
            "- ok 200 c/r 0+0 4000000000\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Reranking, OneWhosePriceNobodyKnowsLeavesTheRequestUnpriced) {
  Peer caller = Begin("x-app: priceless\r\n");
  ranker_.Take().Answer(200, kAnswered);
  Finish(caller);
  EXPECT_THAT(head_, HasSubstr("reranker c: its price is unknown"));
  EXPECT_EQ(Lines(),
            "200 p/m 7+2 0 of 0 unpriced\n"
            "- ok 200 c/o 0+0 0 unpriced\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Reranking, OneThatFailsIsFreeAndOneThatIsTooLateIsNot) {
  Peer failing = Begin("x-app: narrow\r\n");
  ranker_.Take().Answer(500, "{}");
  Finish(failing);
  Peer late = Begin("x-app: narrow\r\n");
  ProviderCall call = ranker_.Take();
  gateway_.Pass(std::chrono::seconds(3));
  Finish(late);
  EXPECT_EQ(Lines(),
            "200 p/m 7+2 27000000 of 59000000, narrow 32000000\n"
            "- server_error 500 c/r 0+0 0\n- ok 200 p/m 7+2 27000000\n"
            "200 p/m 7+2 2027000000 of 59000000, narrow -1968000000 estimated\n"
            "- timeout 0 c/r 0+0 2000000000 estimated\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Reranking, WhereItFailsDocumentsAreRankedHere) {
  for (const auto& [status, body] :
       {std::pair(500, std::string_view("{}")), std::pair(200, std::string_view("{}")),
        std::pair(200, std::string_view(R"({"results":[{"index":7,"relevance_score":1}]})"))}) {
    Peer caller = Begin("x-app: narrow\r\n");
    ProviderCall call = ranker_.Take();
    call.Answer(status, body, "connection: close\r\n");
    EXPECT_THAT(Finish(caller), HasSubstr(R"("<documents>\n<document id=\"a\">\n)"));
    EXPECT_THAT(head_, HasSubstr("reranker c: the documents were ranked without it."));
  }
}

TEST_F(Reranking, IsNotWaitedForBeyondItsTime) {
  Peer caller = Begin("x-app: narrow\r\n");
  ProviderCall call = ranker_.Take();
  gateway_.Pass(std::chrono::seconds(3));
  EXPECT_THAT(Finish(caller), HasSubstr(R"("<documents>\n<document id=\"a\">\n)"));
  EXPECT_THAT(head_, HasSubstr("reranker c: the documents were ranked without it."));
}

TEST_F(Reranking, IsNotAskedWhereAllDocumentsHaveRoomOrShapingIsOff) {
  for (const std::string_view headers :
       {"x-app: roomy\r\n", "x-app: narrow\r\nx-farthing-shape: off\r\n", ""}) {
    Peer caller = Begin(headers);
    EXPECT_THAT(Finish(caller), HasSubstr(R"(<document id=\"c\">)"));
    EXPECT_THAT(head_, Not(HasSubstr("reranker")));
  }
  EXPECT_FALSE(ranker_.IsCalled());
}

}  // namespace
}  // namespace farthing::gateway::test
