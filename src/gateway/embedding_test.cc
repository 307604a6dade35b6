#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/ledger_lines.h"
#include "gateway/test_rig.h"

// Histories and documents chosen by the vectors of a server, and what that costs.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Three exchanges; the budget has room for one besides the last. No word of the question is in any.
constexpr std::string_view kMessagesOf =
    R"("messages":[)"
    R"({"role":"user","content":"zebra"},{"role":"assistant","content":"Striped."},)"
    R"({"role":"user","content":"walrus"},{"role":"assistant","content":"Tusked."},)"
    R"({"role":"user","content":"hello"},{"role":"assistant","content":"Hello."},)"
    R"({"role":"user","content":"gnu?"}])";
constexpr std::string_view kTexts =
    R"(["gnu?","zebra","Striped.","walrus","Tusked.","hello","Hello."])";

// Of those texts in their order: the question is like the zebra or like the walrus.
constexpr std::string_view kLikeZebra = "[[2,0],[3,0],[0,1],[0,1],[0,1],[0,1],[0,1]]";
constexpr std::string_view kLikeWalrus = "[[0,2],[3,0],[1,0],[0,1],[1,0],[1,0],[1,0]]";

// TEI's answer as OpenAI's.
std::string AsOpenAI(std::string_view vectors) {
  std::string body = R"({"object":"list","data":[)";
  int index = 0;
  for (size_t at = 1; at < vectors.size(); at = vectors.find('[', at + 1)) {
    const size_t end = vectors.find(']', at) + 1;
    if (index > 0) body += ',';
    body += R"({"object":"embedding","index":)" + std::to_string(index++) + R"(,"embedding":)" +
            std::string(vectors.substr(at, end - at)) + "}";
  }
  return body + R"(],"usage":{"prompt_tokens":1000,"total_tokens":1000}})";
}

class Embedding : public ::testing::Test {
 protected:
  static constexpr std::string_view kHistory =
      "routes: [{ name: r, history: { budget: 10, keep_last: 1 } }]\n";
  static constexpr std::string_view kOpenAI = "{ provider: v, model: e, timeout: 2s }";
  static constexpr std::string_view kTei = "{ provider: v, dialect: tei, timeout: 2s }";

  void Start(std::string_view remote, std::string_view routes = kHistory) {
    gateway_.emplace("providers:\n" + chat_.Line("p") + claude_.Line("a") +
                     server_.Line("v", "models: [e], api_key: s") +
                     "models:\n"
                     "  p/m: { price: { input: 1, output: 10 } }\n"
                     "  v/e: { price: { input: 2, output: 0 } }\n"
                     "embedder: { remote: " +
                     std::string(remote) + " }\n" + std::string(routes));
  }

  static std::string Body(std::string_view model) {
    return R"({"model":")" + std::string(model) + R"(",)" + std::string(kMessagesOf) + "}";
  }

  Peer Begin(std::string_view body = Body("p/m"), std::string_view headers = {}) {
    Peer caller = gateway_->Connect();
    caller.Send(HttpRequest("POST", "/v1/chat/completions", body, headers));
    return caller;
  }

  // What the chat's provider gets.
  std::string Finish(Peer& caller) {
    ProviderCall call = chat_.Take();
    std::string sent = call.body;
    call.Answer(200, kOpenAIAnswer, "connection: close\r\n");
    head_ = caller.ReadAnswer().head;
    return sent;
  }

  // Ends the gateway; then its ledger is complete.
  std::string Lines() {
    gateway_->Stop();
    return LedgerLines(gateway_->folder() + "/data");
  }

  ScriptedProvider chat_, server_, claude_{"anthropic"};
  std::optional<TestGateway> gateway_;
  std::string head_;  // of the answer to the caller
};

TEST_F(Embedding, AServerOfOpenAIsDialectDecidesWhichExchangesAreKept) {
  Start(kOpenAI);
  Peer caller = Begin();
  ProviderCall call = server_.Take();
  EXPECT_THAT(call.head, StartsWith("POST /v1/embeddings HTTP/1.1\r\n"));
  EXPECT_TRUE(call.HasHeader("authorization: bearer s")) << call.head;
  EXPECT_EQ(call.body,
            R"({"model":"e","input":)" + std::string(kTexts) + R"(,"encoding_format":"base64"})");
  call.Answer(200, AsOpenAI(kLikeWalrus));
  EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
  EXPECT_THAT(head_, Not(HasSubstr("embedder")));
}

TEST_F(Embedding, AServerOfTeisDialectDecidesWhichExchangesAreKept) {
  Start(kTei);
  Peer caller = Begin();
  ProviderCall call = server_.Take();
  EXPECT_THAT(call.head, StartsWith("POST /v1/embed HTTP/1.1\r\n"));
  EXPECT_EQ(call.body, R"({"inputs":)" + std::string(kTexts) + R"(,"truncate":true})");
  call.Answer(200, kLikeZebra);
  EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Striped."), Not(HasSubstr("Tusked."))));
}

TEST_F(Embedding, ServesCallersOfAnthropicsDialect) {
  Start(kTei);
  Peer caller = gateway_->Connect();
  caller.Send(HttpRequest("POST", "/v1/messages",
                          R"({"model":"a/m","max_tokens":9,)" + std::string(kMessagesOf) + "}",
                          "anthropic-version: 2023-06-01\r\n"));
  server_.Take().Answer(200, kLikeWalrus);
  ProviderCall call = claude_.Take();
  EXPECT_THAT(call.body, AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
  call.Answer(200, kAnthropicAnswer);
  EXPECT_THAT(caller.ReadAnswer().head, StartsWith("http/1.1 200 "));
}

TEST_F(Embedding, AsksOnlyForWhatItDoesNotKnowYet) {
  Start(kTei);
  Peer first = Begin();
  server_.Take().Answer(200, kLikeZebra, "connection: close\r\n");
  Finish(first);
  Peer again = Begin();
  EXPECT_THAT(Finish(again), AllOf(HasSubstr("Striped."), Not(HasSubstr("Tusked."))));
  std::string other = Body("p/m");
  other.replace(other.find("gnu?"), 4, "seal?");
  Peer next = Begin(other);
  ProviderCall call = server_.Take();
  EXPECT_EQ(call.body, R"({"inputs":["seal?"],"truncate":true})");
  call.Answer(200, "[[0,1]]", "connection: close\r\n");
  EXPECT_THAT(Finish(next), AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
}

TEST_F(Embedding, AsksInBatchesThatTheServerTakes) {
  Start("{ provider: v, dialect: tei, batch: 4, dimensions: 2, timeout: 2s }");
  Peer caller = Begin();
  ProviderCall call = server_.Take();
  EXPECT_EQ(call.body,
            R"({"inputs":["gnu?","zebra","Striped.","walrus"],"dimensions":2,"truncate":true})");
  call.Answer(200, "[[0,2],[3,0],[1,0],[0,1]]");
  ASSERT_TRUE(call.Next());
  EXPECT_EQ(call.body, R"({"inputs":["Tusked.","hello","Hello."],"dimensions":2,"truncate":true})");
  call.Answer(200, "[[1,0],[1,0],[1,0]]");
  EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
}

// A thousand tokens at 2 dollars a million, less the five tokens that were left out.
TEST_F(Embedding, ItsCostIsTheRequestsAndTakenOffWhatTheHistorySaves) {
  Start(kOpenAI);
  Peer caller = Begin();
  server_.Take().Answer(200, AsOpenAI(kLikeWalrus));
  Finish(caller);
  EXPECT_EQ(Lines(),
            "200 p/m 1007+2 2027000000 of 32000000, history -1995000000\n"
            "- ok 200 v/e 1000+0 2000000000\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Embedding, OneWhosePriceNobodyKnowsLeavesTheRequestUnpriced) {
  Start("{ provider: v, model: other }");
  Peer caller = Begin();
  server_.Take().Answer(200, AsOpenAI(kLikeWalrus));
  Finish(caller);
  EXPECT_THAT(head_, HasSubstr("embedder v: its price is unknown"));
  EXPECT_EQ(Lines(),
            "200 p/m 1007+2 0 of 0 unpriced\n"
            "- ok 200 v/other 1000+0 0 unpriced\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Embedding, WhereItFailsTheTableDecides) {
  Start(kTei);
  for (const auto& [status, body] :
       {std::pair(500, std::string_view("{}")), std::pair(200, std::string_view("{}")),
        std::pair(200, std::string_view("[[1,0]]")),
        std::pair(200, std::string_view("[[NaN,1],[1],[1],[1],[1],[1],[1]]")),
        std::pair(200, std::string_view("[[1],[1,2],[1],[1],[1],[1],[1]]"))}) {
    Peer caller = Begin();
    server_.Take().Answer(status, body, "connection: close\r\n");
    EXPECT_THAT(Finish(caller), HasSubstr("gnu?"));
    EXPECT_THAT(head_, HasSubstr("embedder v: the table was taken instead. "));
  }
}

TEST_F(Embedding, IsNotWaitedForBeyondItsTime) {
  Start(kOpenAI);
  Peer caller = Begin();
  ProviderCall call = server_.Take();
  gateway_->Pass(std::chrono::seconds(3));
  Finish(caller);
  EXPECT_THAT(head_, HasSubstr("embedder v: the table was taken instead. "));
  EXPECT_EQ(Lines(),
            "200 p/m 41+2 95000000 of 32000000, history -63000000 estimated\n"
            "- timeout 0 v/e 34+0 68000000 estimated\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Embedding, OneThatFailsIsFree) {
  Start(kOpenAI);
  Peer caller = Begin();
  server_.Take().Answer(503, "{}");
  Finish(caller);
  EXPECT_EQ(Lines(),
            "200 p/m 7+2 27000000 of 32000000, history 5000000\n"
            "- server_error 503 v/e 0+0 0\n- ok 200 p/m 7+2 27000000\n");
}

TEST_F(Embedding, VectorsOfAnotherWidthAreForgottenWithThoseOfBefore) {
  Start(kTei);
  Peer first = Begin();
  server_.Take().Answer(200, kLikeZebra, "connection: close\r\n");
  Finish(first);
  std::string other = Body("p/m");
  other.replace(other.find("gnu?"), 4, "seal?");
  Peer changed = Begin(other);
  server_.Take().Answer(200, "[[0,0,1]]", "connection: close\r\n");
  Finish(changed);
  EXPECT_THAT(head_, HasSubstr("another width than before"));
  Peer anew = Begin();
  ProviderCall call = server_.Take();
  EXPECT_THAT(call.body, HasSubstr(kTexts));
  call.Answer(200, "[[0,2,0],[3,0,0],[1,0,0],[0,1,0],[1,0,0],[1,0,0],[1,0,0]]");
  EXPECT_THAT(Finish(anew), AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
}

TEST_F(Embedding, IsNotAskedWhereNothingHasToBeChosenOrShapingIsOff) {
  Start(kTei, "routes: [{ name: r, history: { budget: 100 } }]\n");
  for (const std::string_view headers : {"", "x-farthing-shape: off\r\n"}) {
    Peer caller = Begin(Body("p/m"), headers);
    EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Striped."), HasSubstr("Tusked.")));
  }
  EXPECT_FALSE(server_.IsCalled());
}

TEST_F(Embedding, RanksDocuments) {
  Start(kTei, "routes: [{ name: r, narrow: { budget: 40 } }]\n");
  Peer caller = Begin(
      R"({"model":"p/m","messages":[{"role":"user","content":"gnu?"}],"farthing":{"documents":[)"
      R"({"id":"a","text":"Zebras have stripes. They bark at night. They sleep by day."},)"
      R"({"id":"b","text":"Trains run every hour. They are late. Their seats are of wood."}]}})");
  ProviderCall call = server_.Take();
  EXPECT_THAT(call.body,
              AllOf(HasSubstr(R"("Zebras have stripes. They bark at night. They sleep by day.")"),
                    HasSubstr(R"("gnu?")"), Not(HasSubstr(R"("Zebras have stripes.")"))));
  call.Answer(200, "[[1,0],[0,1],[0,1]]");
  EXPECT_THAT(Finish(caller), HasSubstr(R"("<documents>\n<document id=\"b\">\n)"));
}

// A message into which documents are put is known only once those are chosen.
TEST_F(Embedding, AsksOnceMoreForWhatItsOwnChoiceChanged) {
  Start(kTei,
        "routes: [{ name: r, narrow: { budget: 30 }, history: { budget: 10, keep_last: 1 } }]\n");
  std::string body = Body("p/m");
  body.pop_back();
  Peer caller =
      Begin(body + R"(,"farthing":{"documents":[{"id":"a","text":"Zebras have black stripes."},)"
                   R"({"id":"b","text":"Trains run through the night."}]}})");
  ProviderCall call = server_.Take();
  EXPECT_THAT(call.body,
              AllOf(StartsWith(R"({"inputs":["Zebras have black stripes.","Trains run through the )"
                               R"(night.","gnu?","<documents>\n<document id=\"a\">)"),
                    HasSubstr(R"("Tusked.")")));
  call.Answer(200, "[[1,0],[0,1],[0,1],[1,0],[3,0],[1,0],[0,1],[1,0],[1,0],[1,0]]");
  ASSERT_TRUE(call.Next());
  EXPECT_THAT(call.body, StartsWith(R"({"inputs":["<documents>\n<document id=\"b\">)"));
  call.Answer(200, "[[0,1]]");
  EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Tusked."), HasSubstr("Trains run"),
                                    Not(HasSubstr("Striped.")), Not(HasSubstr("Zebras"))));
}

TEST_F(Embedding, IsNotAskedToOrderDocumentsThatHaveRoom) {
  Start(kTei, "routes: [{ name: r, narrow: { budget: 900 } }]\n");
  Peer caller =
      Begin(R"({"model":"p/m","messages":[{"role":"user","content":"<documents><document id=\"b\">)"
            R"(Trains run.</document></documents> gnu?"}],)"
            R"("farthing":{"documents":[{"id":"a","text":"Zebras have stripes."}]}})");
  EXPECT_THAT(Finish(caller), AllOf(HasSubstr("Zebras have"), HasSubstr("Trains run")));
  EXPECT_FALSE(server_.IsCalled());
}

}  // namespace
}  // namespace farthing::gateway::test
