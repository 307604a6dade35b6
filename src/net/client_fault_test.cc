#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "net/client_rig.h"

namespace farthing::net {
namespace {

using std::chrono::milliseconds;
using test::CallOptions;
using test::Gate;
using test::Outcome;
using test::Peer;
using test::ScriptedServer;
using test::TestClient;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

// What a call comes to when the upstream sends `bytes` and closes, politely or by a reset.
std::string CutAfter(std::string bytes, bool reset) {
  ScriptedServer upstream({[&](Peer& peer) {
    peer.ReceiveTo("\r\n\r\n");
    peer.Send(bytes);
    if (reset) peer.Reset();
  }});
  TestClient client(upstream.address());
  const Outcome outcome = client.Ask();
  EXPECT_TRUE(!outcome.error || outcome.error->retryable);
  EXPECT_EQ(client.idle(), 0u);
  return outcome.text();
}

TEST(ClientFault, SaysWhereAnAnswerWasCut) {
  const std::string none = "kUpstream: The provider closed the connection without an answer.";
  const std::string head =
      "kUpstream: The provider closed the connection in the middle of its head.";
  const std::string body =
      "kUpstream: The provider closed the connection in the middle of its answer.";
  EXPECT_EQ(CutAfter("", false), none);
  EXPECT_EQ(CutAfter("", true), none);
  EXPECT_EQ(CutAfter("HTTP/1.1 20", false), head);
  EXPECT_EQ(CutAfter("HTTP/1.1 100 Continue\r\n\r\n", false), head);
  EXPECT_EQ(CutAfter("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", false), body);
  EXPECT_EQ(CutAfter("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell", false), body);
  const std::string chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
  EXPECT_EQ(CutAfter(chunked + "5\r\nhello\r\n", false), body);
  EXPECT_EQ(CutAfter(chunked + "5\r\nhello\r\n0\r\n", false), body);
  EXPECT_EQ(CutAfter(chunked + "5\r\nhello\r\nzz\r\n", false),
            "kUpstream: The provider's chunked answer is malformed.");
}

TEST(ClientFault, RefusesGarbageAndHugeHeads) {
  EXPECT_EQ(CutAfter("SSH-2.0-OpenSSH_9.2\r\n\r\n", false),
            "kUpstream: The provider does not speak HTTP: its answer does not begin with an "
            "HTTP/1.1 status line.");
  EXPECT_EQ(CutAfter("HTTP/1.1 200 OK\r\nx: " + std::string(200'000, 'x'), false),
            "kUpstream: The provider's answer has too large a head.");
  std::string interim;
  for (int i = 0; i < 100; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(CutAfter(interim, false), "kUpstream: The provider sends interim answers without end.");
}

TEST(ClientFault, EveryWaitEndsAtTheDeadline) {
  for (const std::string& start :
       {std::string(), std::string("HTTP/1.1 2"), std::string(kOk.substr(0, kOk.size() - 1))}) {
    ScriptedServer upstream({[&](Peer& peer) {
      peer.ReceiveTo("\r\n\r\n");
      peer.Send(start);
      peer.AtEnd();
    }});
    TestClient client(upstream.address());
    const bool in_body = start.size() > 20;
    EXPECT_EQ(client.AskText({.time = milliseconds(20)}),
              in_body ? "kTimeout: The provider stopped in the middle of its answer."
                      : "kTimeout: The provider did not answer in time.");
    EXPECT_EQ(client.idle(), 0u);
  }
}

TEST(ClientFault, AnUpstreamThatReadsNothingEndsAtTheDeadline) {
  Gate done;
  ScriptedServer upstream({[&](Peer&) { done.Wait(); }});
  TestClient client(upstream.address());
  const CallOptions large{.request = "POST / HTTP/1.1\r\n\r\n" + std::string(50'000'000, 'x'),
                          .time = milliseconds(100)};
  EXPECT_EQ(client.AskText(large), "kTimeout: The provider did not answer in time.");
  done.Open();
}

TEST(ClientFault, CancelEndsTheCallAtOnceAndClosesTheConnection) {
  TestClient* asking = nullptr;
  Gate ready;
  bool closed = false;
  {
    ScriptedServer upstream({[&](Peer& peer) {
      peer.ReceiveTo("\r\n\r\n");
      if (ready.Wait()) asking->thread().Call([&] { asking->interrupt().Trigger(); });
      closed = peer.AtEnd();
    }});
    TestClient client(upstream.address());
    asking = &client;
    ready.Open();
    EXPECT_EQ(client.AskText(), "kCancelled: The caller hung up.");
    EXPECT_EQ(client.idle(), 0u);
    // Once triggered, later waits end too.
    EXPECT_EQ(client.AskText(), "kCancelled: The caller hung up.");
  }
  EXPECT_TRUE(closed);
}

Task<uint32_t> CancelAfterTheEnd(TestClient& client) {
  const MonotonicTime deadline = client.thread().loop().now() + test::kPatience;
  Result<std::unique_ptr<ClientCall>> call =
      co_await client.pool().Connect(deadline, client.interrupt());
  const std::array<std::string_view, 1> pieces{"GET / HTTP/1.1\r\nhost: h\r\n\r\n"};
  (void)co_await (*call)->Send(pieces);
  (void)co_await (*call)->ReadHead(false);
  for (Result<std::string_view> piece = co_await (*call)->ReadBody(); piece && !piece->empty();) {
    piece = co_await (*call)->ReadBody();
  }
  (*call)->Cancel();
  call->reset();
  co_return client.pool().idle();
}

// Else the next call on that connection would end as if its own caller had hung up.
TEST(ClientFault, ACancelledConnectionIsNeverGivenBack) {
  ScriptedServer upstream({[](Peer& peer) {
    peer.ReceiveTo("\r\n\r\n");
    peer.Send(kOk);
    peer.AtEnd();
  }});
  TestClient client(upstream.address());
  EXPECT_EQ(client.thread().Await([&] { return CancelAfterTheEnd(client); }), 0u);
}

// An upstream may refuse a large body with an answer and read no further.
TEST(ClientFault, AnEarlyAnswerToALargeRequestIsRead) {
  ScriptedServer upstream({[](Peer& peer) {
    peer.ReceiveTo("\r\n\r\n");
    peer.Send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 3\r\n\r\nbig");
    peer.HalfClose();
    peer.ReceiveAll();
  }});
  TestClient client(upstream.address());
  const std::string body(30'000'000, 'x');
  const Outcome outcome = client.Ask(
      {.request = "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 30000000\r\n\r\n" + body});
  EXPECT_EQ(outcome.text(), "413 big");
  EXPECT_EQ(client.idle(), 0u);
}

}  // namespace
}  // namespace farthing::net
