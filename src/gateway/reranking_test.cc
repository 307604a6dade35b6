#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/test_rig.h"

// Documents in the order of a server that ranks them.
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
    R"({"index":0,"relevance_score":0.1}]})";

class Reranking : public ::testing::Test {
 protected:
  Reranking()
      : gateway_("providers:\n" + chat_.Line("p") + ranker_.Line("c", "models: [r], api_key: s") +
                 "routes:\n"
                 "  - { name: narrow, match: { header: { x-app: narrow } }, narrow: { budget: 60,\n"
                 "      reranker: { provider: c, model: r, timeout: 2s } } }\n"
                 "  - { name: roomy, match: { header: { x-app: roomy } }, narrow: { budget: 900,\n"
                 "      reranker: { provider: c, model: r } } }\n") {}

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
  EXPECT_THAT(head_, HasSubstr("reranker c: its price is not in the cost"));
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
