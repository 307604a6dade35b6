#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "gateway/test_rig.h"

// Answers of all kinds, good and bad, and requests that are none.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kChat = "/v1/chat/completions";

class Answers : public ::testing::Test {
 protected:
  Peer Begin(std::string_view path = kChat, std::string_view body = ChatBody("p/m")) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", path, body));
    return caller;
  }

  ScriptedProvider provider_;
  ScriptedProvider anthropic_{"anthropic"};
  TestGateway gateway_{
      "providers:\n" + provider_.Line("p", "models: [m, e]") +
      anthropic_.Line("a", "models: [claude]") + "retry: { max_attempts: 1 }\n" +
      "cors: { origins: [\"https://app.example\"] }\n" +
      "timeout: { first_byte: 20s, idle: 10s, total: 60s }\n" +
      "routes:\n  - { name: f, match: { header: { x-f: y } }, fallback: [p/m] }\n"};
};

TEST_F(Answers, AWholeAnswerPassesByteForByteWithItsHeaders) {
  Peer caller = Begin();
  provider_.Take().Answer(200, kOpenAIAnswer,
                          "x-ratelimit-remaining-requests: 7\r\nx-request-id: r1\r\n"
                          "set-cookie: a=b\r\nserver: nginx\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kOpenAIAnswer);
  EXPECT_THAT(
      answer.head,
      AllOf(HasSubstr("x-farthing-request-id: req_"), HasSubstr("x-farthing-model: p/m\r\n"),
            HasSubstr("x-ratelimit-remaining-requests: 7\r\n"), HasSubstr("x-request-id: r1\r\n"),
            Not(HasSubstr("cookie")), Not(HasSubstr("nginx"))));
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "class=\"fresh\""), 7);
}

TEST_F(Answers, AnAnswerIsSaidInTheCallersDialect) {
  Peer caller = Begin("/v1/messages");
  provider_.Take().Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_THAT(answer.body, AllOf(HasSubstr(R"("type":"message")"), HasSubstr("hello"),
                                 HasSubstr(R"("input_tokens":7)")));
  Peer openai = Begin(kChat, ChatBody("a/claude"));
  anthropic_.Take().Answer(200, kAnthropicAnswer);
  EXPECT_THAT(openai.ReadAnswer().body, HasSubstr(R"("object":"chat.completion")"));
}

TEST_F(Answers, AProvidersErrorIsSaidInTheCallersDialect) {
  Peer caller = Begin("/v1/messages");
  provider_.Take().Answer(400, R"({"error":{"message":"too long","type":"t","code":"c"}})");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, AllOf(HasSubstr(R"({"type":"error","error":{)"), HasSubstr("too long")));
}

TEST_F(Answers, AnErrorThatIsNoneOfTheDialectIsSaidAnew) {
  for (const char* body : {R"({"detail":"not here"})", "not here", R"({"error":"not here"})",
                           R"({"error":{"message":"not here)"}) {
    Peer caller = Begin();
    provider_.Take().Answer(404, body, "connection: close\r\n");
    const Answer answer = caller.ReadAnswer();
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body,
                AllOf(StartsWith(R"({"error":{"message":")"), ::testing::EndsWith("}}")))
        << body;
  }
}

TEST_F(Answers, AnErrorUnderA200IsAnError) {
  Peer caller = Begin();
  provider_.Take().Answer(200, R"({"error":{"message":"out of memory","code":503}})");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("out of memory"));
}

TEST_F(Answers, ARedirectIsNoAnswer) {
  Peer caller = Begin();
  provider_.Take().Answer(302, "", "location: http://elsewhere\r\n");
  EXPECT_EQ(caller.ReadAnswer().status, 502);
}

TEST_F(Answers, ACodingNobodyAskedForIsNoAnswer) {
  Peer caller = Begin();
  provider_.Take().Answer(200, kOpenAIAnswer, "content-encoding: br\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 502);
  EXPECT_THAT(answer.body, HasSubstr("br"));
}

// The name is a caller's text and goes into a header.
TEST_F(Answers, AModelsNameIsOneShortLine) {
  for (const std::string& name :
       {std::string(R"(p/x\r\nset-cookie: evil=1)"), "p/" + std::string(300, 'x')}) {
    const Answer answer = gateway_.Post(kChat, ChatBody(name));
    EXPECT_EQ(answer.status, 400) << name;
    EXPECT_THAT(answer.head, Not(HasSubstr("set-cookie")));
  }
  EXPECT_FALSE(provider_.IsCalled());
}

TEST_F(Answers, AGzippedAnswerIsUnpacked) {
  Peer caller = Begin();
  provider_.Take().Answer(200, net::test::Gzip(kOpenAIAnswer), "content-encoding: gzip\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.body, kOpenAIAnswer);
  EXPECT_THAT(answer.head, Not(HasSubstr("content-encoding")));
}

TEST_F(Answers, BatchesOfEmbeddingsFlowThrough) {
  Peer caller = Begin("/v1/embeddings", R"({"model":"p/e","input":["a"]})");
  ProviderCall call = provider_.Take();
  const std::string answer = R"({"object":"list","data":[")" + std::string(3 << 20, 'A') +
                             R"("],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}})";
  std::thread writer([&] { call.Answer(200, answer); });
  const Answer got = caller.ReadAnswer();
  writer.join();
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, answer);
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "class=\"fresh\""), 8);
}

// Of a gigabyte the gateway and the kernel never hold more than a few megabytes.
TEST_F(Answers, AGigabyteNeedsNoMemory) {
  Peer caller = Begin("/v1/embeddings", R"({"model":"p/e","input":["a"]})");
  ProviderCall call = provider_.Take();
  constexpr size_t kAll = size_t{1} << 30;
  const std::string block(1 << 20, 'A');
  std::atomic<size_t> sent{0};
  std::thread writer([&] {
    call.peer.Send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " +
                   std::to_string(kAll) + "\r\n\r\n");
    while (sent < kAll && call.peer.Send(block)) sent += block.size();
  });
  caller.ReceiveTo("\r\n\r\n");
  size_t received = 0;
  size_t most_held = 0;
  for (size_t got = 1; got > 0 && received < kAll; received += got) {
    const size_t written = sent;
    if (written > received) most_held = std::max(most_held, written - received);
    got = caller.Receive().size();
  }
  writer.join();
  EXPECT_GE(received, kAll);
  EXPECT_LT(most_held, size_t{32} << 20);
}

TEST_F(Answers, AFirstByteThatIsLateIs504) {
  Peer caller = Begin();
  ProviderCall call = provider_.Take();
  gateway_.Pass(std::chrono::seconds(19));
  EXPECT_EQ(gateway_.Metric("farthing_requests_in_flight"), 1);
  gateway_.Pass(std::chrono::seconds(2));
  EXPECT_EQ(caller.ReadAnswer().status, 504);
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total", "timeout"), 1);
}

TEST_F(Answers, AStallInTheMiddleIs504OrAnErrorEvent) {
  Peer whole = Begin();
  ProviderCall call = provider_.Take();
  call.peer.Send(
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{");
  Peer stream = Begin(kChat, ChatBody("p/m", R"(,"stream":true)"));
  ProviderCall events = provider_.Take();
  events.StartStream();
  events.Chunk(TextEvent("a"));
  stream.ReceiveTo("\n\n\r\n");
  gateway_.Pass(std::chrono::seconds(21));
  EXPECT_EQ(whole.ReadAnswer().status, 504);
  EXPECT_THAT(ReadChunk(stream), HasSubstr("stopped in the middle"));
  EXPECT_EQ(ReadChunk(stream), "");
}

TEST_F(Answers, TheCallersOwnTimeoutIsKept) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("p/m"), "x-farthing-timeout-ms: 1500\r\n"));
  ProviderCall call = provider_.Take();
  gateway_.Pass(std::chrono::seconds(2));
  EXPECT_EQ(caller.ReadAnswer().status, 504);
  EXPECT_TRUE(call.peer.AtEnd());
}

TEST_F(Answers, AStreamThatNeverStopsMeetsTheTotal) {
  Peer caller = Begin(kChat, ChatBody("p/m", R"(,"stream":true)"));
  ProviderCall call = provider_.Take();
  call.StartStream();
  for (int i = 0; i < 7; ++i) {
    call.Chunk(TextEvent("a"));
    caller.ReceiveTo("\n\n\r\n");
    gateway_.Pass(std::chrono::seconds(9));
  }
  EXPECT_THAT(ReadChunk(caller), HasSubstr(R"("error")"));
  EXPECT_TRUE(call.peer.AtEnd());
}

TEST_F(Answers, DuplicateModelsAreRefused) {
  const Answer answer = gateway_.Post(kChat, R"({"model":"p/m","messages":[],"model":"p/e"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("twice"));
}

TEST_F(Answers, BadBodiesAre400AndTheNextRequestIsServed) {
  Peer caller = gateway_.Connect();
  const std::string deep(1 << 20, '[');
  for (const std::string& body :
       {deep, R"({"model":"p/m","messages":)" + deep, std::string(R"({"model":"p/m")"),
        std::string("null"), std::string(R"({"model":7,"messages":[]})"),
        std::string(R"({"model":"p/m"})"),
        std::string("{\"model\":\"p/m\",\"messages\":[\"\xff\"]}"),
        std::string("{\"model\":\"p/m\0\",\"messages\":[]}", 30)}) {
    const Answer answer = caller.Ask(HttpRequest("POST", kChat, body));
    EXPECT_EQ(answer.status, 400) << body.substr(0, 60);
    EXPECT_THAT(answer.body, StartsWith(R"({"error":{"message":)"));
  }
  caller.Send(HttpRequest("POST", kChat, ChatBody("p/m")));
  provider_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(Answers, TokensAreCountedByWhoCanAndEstimatedOtherwise) {
  Peer caller = Begin("/v1/messages/count_tokens", ChatBody("a/claude"));
  ProviderCall call = anthropic_.Take();
  EXPECT_TRUE(call.head.starts_with("POST /v1/messages/count_tokens HTTP/1.1\r\n"));
  call.Answer(200, R"({"input_tokens":42})");
  EXPECT_EQ(caller.ReadAnswer().body, R"({"input_tokens":42})");
  const Answer estimate = gateway_.Post("/v1/messages/count_tokens", ChatBody("p/m"));
  EXPECT_EQ(estimate.status, 200);
  EXPECT_EQ(estimate.body, R"({"input_tokens":14})");
  EXPECT_THAT(estimate.head, HasSubstr("x-farthing-warning: input_tokens: an estimate"));
}

// A fallback that cannot count once brought the gateway down.
TEST_F(Answers, AFallbackThatCannotCountIsNotAsked) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages/count_tokens", ChatBody("a/claude"), "x-f: y\r\n"));
  anthropic_.Take().Answer(529, R"({"type":"error","error":{"type":"overloaded_error","message":)"
                                R"("Overloaded"}})");
  EXPECT_EQ(caller.ReadAnswer().status, 529);
  EXPECT_FALSE(provider_.IsCalled());
}

TEST_F(Answers, BrowsersOfTheConfiguredPagesMayCall) {
  const Answer preflight =
      gateway_.Ask(HttpRequest("OPTIONS", kChat, {},
                               "origin: https://app.example\r\n"
                               "access-control-request-method: POST\r\n"
                               "access-control-request-headers: authorization\r\n"));
  EXPECT_EQ(preflight.status, 204);
  EXPECT_THAT(preflight.head, AllOf(HasSubstr("access-control-allow-origin: https://app.example"),
                                    HasSubstr("access-control-allow-headers: authorization")));
  EXPECT_THAT(gateway_.Post(kChat, "{}", "origin: https://app.example\r\n").head,
              HasSubstr("access-control-allow-origin: https://app.example"));
  const Answer stranger =
      gateway_.Ask(HttpRequest("OPTIONS", kChat, {}, "origin: https://evil.example\r\n"));
  EXPECT_EQ(stranger.status, 405);
  EXPECT_THAT(stranger.head, Not(HasSubstr("access-control-allow-origin")));
}

}  // namespace
}  // namespace farthing::gateway::test
