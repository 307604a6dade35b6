#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "gateway/test_rig.h"

// What a provider is not to blame for, and what may be asked of it twice.
namespace farthing::gateway::test {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kBroken = R"({"error":{"message":"broken","type":"t"}})";

class Blame : public ::testing::Test {
 protected:
  Peer Begin(std::string_view path = kChat, std::string_view more = {},
             std::string_view headers = {}, int receive_buffer = 0) {
    Peer caller = gateway_.Connect(receive_buffer);
    caller.Send(HttpRequest("POST", path, ChatBody("p/m", more), headers));
    return caller;
  }
  int64_t Breaker() { return gateway_.Metric("farthing_breaker_state", "provider=\"p\""); }

  ScriptedProvider provider_;
  TestGateway gateway_{"providers:\n" + provider_.Line("p") +
                       "breaker: { failures: 2, open: 5s }\n"
                       "timeout: { first_byte: 20s, idle: 10s, total: 600s }\n"
                       "retry: { backoff: 0s }\n"};
};

// A caller that takes nothing for longer than the provider may pause.
TEST_F(Blame, ASlowCallerIsNoStalledProvider) {
  for (int i = 0; i < 3; ++i) {
    Peer caller = Begin(kChat, R"(,"stream":true)", {}, 4096);
    ProviderCall call = provider_.Take();
    Flood flood(call, 256);
    flood.WaitUntilStuck(gateway_);
    gateway_.Pass(seconds(40));
    const Answer answer = caller.ReadAnswer();
    EXPECT_TRUE(answer.whole);
    EXPECT_THAT(answer.body, Not(HasSubstr("error")));
    EXPECT_EQ(answer.body.size(), flood.size());
  }
  EXPECT_EQ(Breaker(), 0);
}

TEST_F(Blame, ACallerInAHurrySaysNothingAgainstTheProvider) {
  for (int i = 0; i < 4; ++i) {
    Peer caller = Begin(kChat, {}, "x-farthing-timeout-ms: 50\r\n");
    ProviderCall call = provider_.Take();
    gateway_.Pass(seconds(1));
    EXPECT_EQ(caller.ReadAnswer().status, 504);
    EXPECT_TRUE(call.peer.AtEnd());
  }
  EXPECT_EQ(Breaker(), 0);
}

// The provider closes an idle connection at the moment the next request is sent on it.
TEST_F(Blame, AStaleConnectionCostsNoAttempt) {
  Peer caller = Begin();
  ProviderCall call = provider_.Take();
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  Peer next = Begin();
  ASSERT_TRUE(call.Next());
  call.peer.Reset();
  provider_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(next.ReadAnswer().status, 200);
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total"), 2);
  EXPECT_EQ(gateway_.Metric("farthing_retries_total"), 0);
}

// A provider that refuses a large request after its head, and reads no more of it.
TEST_F(Blame, AnAnswerBeforeTheRequestIsSentIsHeard) {
  Peer caller = gateway_.Connect();
  std::thread sender([&] {
    caller.Send(HttpRequest("POST", kChat,
                            ChatBody("p/m", R"(,"user":")" + std::string(8 << 20, 'x') + '"')));
  });
  // Taken by hand: the rig would read the body.
  net::test::Peer upstream = provider_.TakeConnection();
  upstream.ReceiveTo("\r\n\r\n");
  upstream.Send("HTTP/1.1 100 Continue\r\n\r\n");
  upstream.Send("HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: " +
                std::to_string(kBroken.size()) + "\r\n\r\n" + std::string(kBroken));
  const Answer answer = caller.ReadAnswer();
  sender.join();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, kBroken);
}

TEST_F(Blame, ACallerThatOnlyHalfClosesAndReadsNoMoreIsGone) {
  Peer caller = Begin(kChat, R"(,"stream":true)", {}, 4096);
  ProviderCall call = provider_.Take();
  call.StartStream();
  const std::string event = TextEvent(std::string(60'000, 'x'));
  std::thread writer([&] {
    while (call.Chunk(event)) {
    }
  });
  caller.ReceiveTo("\n\n");
  caller.HalfClose();
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_requests_in_flight", "", 0));
  writer.join();
}

class Twice : public Blame {
 protected:
  Peer Ask(std::string_view method, std::string_view path, std::string_view headers = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest(method, path, method == "GET" ? "" : R"({"input_file_id":"f"})",
                            std::string(headers) + "content-type: application/json\r\n"));
    return caller;
  }
};

// A batch, a file or a job that was created once must not be created again.
TEST_F(Twice, WhatMayHaveBeenCreatedIsNotAskedForAgain) {
  Peer refused = Ask("POST", "/v1/batches");
  ProviderCall call = provider_.Take();
  call.Answer(500, kBroken);
  EXPECT_EQ(refused.ReadAnswer().status, 500);
  // On a kept connection as well: who knows what was done before it broke.
  Peer reset = Ask("POST", "/v1/batches");
  ASSERT_TRUE(call.Next());
  call.peer.Reset();
  EXPECT_EQ(reset.ReadAnswer().status, 502);
  EXPECT_FALSE(provider_.IsCalled());
}

TEST_F(Twice, WhatWasRefusedUndoneIsAskedForAgain) {
  Peer caller = Ask("POST", "/v1/batches");
  ProviderCall call = provider_.Take();
  call.Answer(429, kBroken);
  ASSERT_TRUE(call.Next());
  call.Answer(200, R"({"id":"batch_1"})");
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(Twice, WhatOnlyAsksOrCarriesAKeyIsAskedForAgain) {
  const std::pair<std::string_view, std::string_view> repeatable[] = {
      {"GET /v1/batches", ""},
      {"POST /v1/responses", ""},
      {"POST /v1/audio/speech", ""},
      {"POST /v1/batches", "idempotency-key: k\r\n"}};
  for (const auto& [line, headers] : repeatable) {
    const size_t space = line.find(' ');
    Peer caller = Ask(line.substr(0, space), line.substr(space + 1), headers);
    ProviderCall call = provider_.Take();
    call.Answer(500, kBroken);
    ASSERT_TRUE(call.Next()) << line;
    call.Answer(200, R"({"id":"x"})", "connection: close\r\n");
    EXPECT_EQ(caller.ReadAnswer().status, 200) << line;
  }
}

}  // namespace
}  // namespace farthing::gateway::test
