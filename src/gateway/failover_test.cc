#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "gateway/test_rig.h"

// What happens when a provider fails before the caller has got anything.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kChat = "/v1/chat/completions";

std::string OpenAIError(std::string_view message) {
  return R"({"error":{"message":")" + std::string(message) +
         R"(","type":"t","param":null,"code":"c","extra":1}})";
}

// One provider `p`, one fallback `q`, no waiting between attempts.
class Failover : public ::testing::Test {
 protected:
  explicit Failover(std::string_view more = {}, std::string_view key_line = "models: [m]")
      : gateway_(
            "providers:\n" + first_.Line("p", key_line) + second_.Line("q", "models: [n]") +
            "retry: { backoff: 0s }\n" +
            "routes:\n  - { name: guarded, match: { header: { x-app: safe } }, fallback: [q/n] "
            "}\n" +
            std::string(more)) {}

  Peer Begin(std::string_view headers = {}, std::string_view more = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", kChat, ChatBody("p/m", more), headers));
    return caller;
  }
  static constexpr std::string_view kGuarded = "x-app: safe\r\n";

  ScriptedProvider first_, second_;
  TestGateway gateway_;
};

TEST_F(Failover, AServerErrorIsTriedAgain) {
  Peer caller = Begin();
  ProviderCall call = first_.Take();
  call.Answer(500, OpenAIError("broken"));
  ASSERT_TRUE(call.Next());  // on the same connection
  call.Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kOpenAIAnswer);
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total", "server_error"), 1);
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total", "\"ok\""), 1);
  EXPECT_EQ(gateway_.Metric("farthing_retries_total"), 1);
}

TEST_F(Failover, AResetIsTriedAgain) {
  Peer caller = Begin();
  first_.Take().peer.Reset();
  first_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(Failover, AHeadOrBodyThatIsCutIsTriedAgain) {
  Peer caller = Begin();
  first_.Take().peer.Send("HTTP/1.1 200 OK\r\ncontent-ty");
  ProviderCall call = first_.Take();
  call.peer.Send(
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{");
  call.peer.Close();
  first_.Take().Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kOpenAIAnswer);
}

TEST_F(Failover, AttemptsEndAndTheLastErrorIsTheProvidersOwn) {
  Peer caller = Begin();
  ProviderCall call = first_.Take();
  for (int i = 1; i <= 3; ++i) {
    call.Answer(503, OpenAIError("failure " + std::to_string(i)),
                "x-request-id: provider-7\r\nx-ratelimit-limit-requests: 5\r\nset-cookie: a\r\n");
    if (i < 3) {
      ASSERT_TRUE(call.Next());
    }
  }
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, OpenAIError("failure 3"));
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-request-id: provider-7\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-ratelimit-limit-requests: 5\r\n"));
  EXPECT_THAT(answer.head, Not(HasSubstr("cookie")));
}

TEST_F(Failover, WhatIsWrongWithTheRequestIsNotTriedAgain) {
  Peer caller = Begin();
  first_.Take().Answer(400, OpenAIError("messages: wrong"));
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, OpenAIError("messages: wrong"));
  EXPECT_FALSE(first_.IsCalled());
}

TEST_F(Failover, ALongRetryAfterIsHandedToTheCaller) {
  Peer caller = Begin();
  first_.Take().Answer(429, OpenAIError("slow down"), "retry-after: 70\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(answer.head, HasSubstr("\r\nretry-after: 70\r\n"));
  const size_t first = answer.head.find("retry-after");
  EXPECT_EQ(answer.head.find("retry-after", first + 1), std::string::npos) << answer.head;
}

TEST_F(Failover, ARetryAfterIsWaitedForBeforeTheNextAttempt) {
  Peer caller = Begin();
  ProviderCall call = first_.Take();
  call.Answer(429, OpenAIError("slow down"), "retry-after: 3\r\n");
  ASSERT_TRUE(gateway_.MetricBecomes("farthing_retries_total", "", 1));
  gateway_.Pass(std::chrono::milliseconds(2500));
  gateway_.Pass(std::chrono::milliseconds(1000));
  ASSERT_TRUE(call.Next());
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(Failover, TheNextModelOfTheFallbackListAnswers) {
  Peer caller = Begin(kGuarded);
  first_.Take().Answer(401, OpenAIError("bad key"));
  ProviderCall call = second_.Take();
  EXPECT_THAT(call.body, StartsWith(R"({"model":"n",)"));
  call.Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-model: q/n\r\n"));
  EXPECT_EQ(gateway_.Metric("farthing_fallbacks_total", "provider=\"q\""), 1);
}

TEST_F(Failover, AProviderThatRefusesConnectionsIsPassedOver) {
  first_.Refuse();
  Peer caller = Begin(kGuarded);
  second_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total", "connect_failed"), 1);
}

TEST_F(Failover, NobodyIsLeftMeans502) {
  first_.Refuse();
  const Answer answer = gateway_.Post(kChat, ChatBody("p/m"));
  EXPECT_EQ(answer.status, 502);
  EXPECT_THAT(answer.body, StartsWith(R"({"error":{"message":)"));
  const Answer anthropic = gateway_.Post("/v1/messages", ChatBody("p/m"));
  EXPECT_EQ(anthropic.status, 502);
  EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"api_error")"));
}

TEST_F(Failover, AStreamMovesOnSilentlyBeforeItsFirstEvent) {
  Peer caller = Begin({}, R"(,"stream":true)");
  ProviderCall broken = first_.Take();
  broken.StartStream();
  broken.peer.Close();
  ProviderCall failing = first_.Take();
  failing.StartStream("connection: close\r\n");
  failing.Chunk("data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n");
  failing.EndStream();
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("fine") + std::string(kStopEvent) + std::string(kDone));
  call.EndStream();
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, TextEvent("fine") + std::string(kStopEvent) + std::string(kDone));
}

TEST_F(Failover, AfterTheFirstEventAFailureIsAnErrorEvent) {
  Peer caller = Begin(kGuarded, R"(,"stream":true)");
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("begun"));
  caller.ReceiveTo("\r\n\r\n");
  EXPECT_EQ(ReadChunk(caller), TextEvent("begun"));
  call.peer.Reset();
  EXPECT_THAT(ReadChunk(caller), StartsWith(R"(data: {"error":{"message":")"));
  EXPECT_EQ(ReadChunk(caller), "");
  EXPECT_FALSE(first_.IsCalled());
  EXPECT_FALSE(second_.IsCalled());
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total", "broken"), 1);
}

TEST_F(Failover, AfterTheFirstEventATranslatedFailureIsTheCallersErrorEvent) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages", ChatBody("p/m", R"(,"stream":true)")));
  ProviderCall call = first_.Take();
  call.StartStream();
  call.Chunk(TextEvent("begun"));
  caller.ReceiveTo("content_block_delta");
  call.peer.Reset();
  EXPECT_THAT(caller.ReceiveTo("\r\n0\r\n\r\n"),
              HasSubstr("event: error\ndata: {\"type\":\"error\""));
}

TEST_F(Failover, AGarbageAnswerIsTriedAgainAndNeverShown) {
  Peer caller = Begin();
  first_.Take().peer.Send("SMTP ready\r\n\r\n");
  first_.Take().Answer(200, "<html>log in</html>",
                       "content-type: text/html\r\nconnection: close\r\n");
  first_.Take().Answer(200, R"({"choices": [)");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 502);
  EXPECT_THAT(answer.body, StartsWith(R"({"error":{"message":)"));
  EXPECT_THAT(answer.body, Not(HasSubstr("SMTP")));
}

class Rotation : public Failover {
 protected:
  Rotation() : Failover({}, "models: [m], api_keys: [key-a, key-b]") {}
};

TEST_F(Rotation, ARefusedKeyYieldsToTheOtherAndRests) {
  Peer caller = Begin();
  ProviderCall call = first_.Take();
  const bool a_first = call.HasHeader("authorization: bearer key-a\r\n");
  const std::string other =
      a_first ? "authorization: bearer key-b\r\n" : "authorization: bearer key-a\r\n";
  call.Answer(401, OpenAIError("bad key"));
  ASSERT_TRUE(call.Next());
  EXPECT_TRUE(call.HasHeader(other)) << call.head;
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  for (int i = 0; i < 4; ++i) {
    Peer again = Begin();
    ASSERT_TRUE(call.Next());
    EXPECT_TRUE(call.HasHeader(other)) << i;
    call.Answer(200, kOpenAIAnswer);
    EXPECT_EQ(again.ReadAnswer().status, 200);
  }
}

class BrokenCircuit : public Failover {
 protected:
  BrokenCircuit() : Failover("breaker: { failures: 2, open: 5s }\n") {}
  void Break() {
    Peer caller = Begin();
    ProviderCall call = first_.Take();
    call.Answer(500, OpenAIError("broken"));
    ASSERT_TRUE(call.Next());
    call.Answer(500, OpenAIError("broken"));
    EXPECT_EQ(caller.ReadAnswer().status, 500);
  }
};

TEST_F(BrokenCircuit, AnOpenBreakerIsAskedNothingUntilAProbeSucceeds) {
  Break();
  EXPECT_EQ(gateway_.Metric("farthing_breaker_state", "provider=\"p\""), 2);
  const Answer shut = gateway_.Post(kChat, ChatBody("p/m"));
  EXPECT_EQ(shut.status, 503);
  EXPECT_THAT(shut.head, HasSubstr("\r\nretry-after: "));
  EXPECT_FALSE(first_.IsCalled());

  gateway_.Pass(std::chrono::seconds(6));
  Peer probe = Begin({}, R"(,"stream":true)");
  ProviderCall call = first_.Take();
  // One probe alone is let through.
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("p/m")).status, 503);
  call.StartStream();
  call.Chunk(TextEvent("alive"));
  probe.ReceiveTo("alive");
  // The first event closes it; a probe may stream for minutes.
  Peer next = Begin();
  ProviderCall other = first_.Take();
  other.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(next.ReadAnswer().status, 200);
  EXPECT_EQ(gateway_.Metric("farthing_breaker_state", "provider=\"p\""), 0);
}

TEST_F(BrokenCircuit, AFailedProbeOpensItAgain) {
  Break();
  gateway_.Pass(std::chrono::seconds(6));
  Peer probe = Begin();
  first_.Take().Answer(500, OpenAIError("still broken"), "connection: close\r\n");
  EXPECT_EQ(probe.ReadAnswer().status, 500);
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("p/m")).status, 503);
}

TEST_F(BrokenCircuit, AnOpenBreakerIsPassedOverForTheFallback) {
  Break();
  Peer caller = Begin(kGuarded);
  second_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(BrokenCircuit, ACallerThatHangsUpSaysNothingAgainstTheProvider) {
  for (int i = 0; i < 3; ++i) {
    Peer caller = Begin();
    ProviderCall call = first_.Take();
    caller.Close();
    EXPECT_TRUE(call.peer.AtEnd());
  }
  ASSERT_TRUE(gateway_.MetricBecomes("farthing_attempts_total", "cancelled", 3));
  EXPECT_EQ(gateway_.Metric("farthing_breaker_state", "provider=\"p\""), 0);
}

class NoBudget : public Failover {
 protected:
  NoBudget() : Failover("breaker: { failures: 10000, failure_rate: 1, min_requests: 100000 }\n") {}
};

// An outage is not multiplied: beyond the floor of ten, retries are a fifth of the requests.
TEST_F(NoBudget, RetriesOfAnOutageAreBounded) {
  int attempts = 0;
  ProviderCall call = [&] {
    Peer caller = Begin();
    ProviderCall first = first_.Take();
    for (int i = 0; i < 3; ++i) {
      if (i > 0) EXPECT_TRUE(first.Next());
      ++attempts;
      first.Answer(500, OpenAIError("x"));
    }
    EXPECT_EQ(caller.ReadAnswer().status, 500);
    return first;
  }();
  for (int request = 1; request < 30; ++request) {
    Peer caller = Begin();
    std::string seen;
    // Each attempt is answered until the caller has its error.
    while (seen.empty()) {
      pollfd both[2] = {{caller.fd(), POLLIN, 0}, {call.peer.fd(), POLLIN, 0}};
      ASSERT_GT(poll(both, 2, 30'000), 0);
      if (both[1].revents != 0) {
        ASSERT_TRUE(call.Next());
        ++attempts;
        call.Answer(500, OpenAIError("x"));
      } else {
        seen = caller.ReadAnswer().body;
      }
    }
  }
  EXPECT_LE(attempts, 30 + 10 + 6);
  EXPECT_GT(attempts, 30 + 10);
}

}  // namespace
}  // namespace farthing::gateway::test
