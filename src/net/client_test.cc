#include "net/client.h"

#include <gtest/gtest.h>

#include <string>

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
using Script = ScriptedServer::Script;

// Reads a request without a body and sends `bytes`, then closes.
Script Reply(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.ReceiveTo("\r\n\r\n");
    peer.Send(bytes);
  };
}

// The same, but for as many requests as come.
Script ReplyToAll(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    while (!peer.ReceiveTo("\r\n\r\n").empty()) peer.Send(bytes);
  };
}

std::string AskOnce(std::string answer, CallOptions options = {}) {
  ScriptedServer upstream({Reply(std::move(answer))});
  TestClient client(upstream.address());
  return client.AskText(std::move(options));
}

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

TEST(Client, ReusesAConnectionAfterEachKindOfWholeAnswer) {
  const std::string answers[] = {
      std::string(kOk),
      "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;x\r\nhe\r\n3\r\nllo\r\n0\r\nt: "
      "v\r\n\r\n",
      "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nhi",
  };
  for (const std::string& answer : answers) {
    ScriptedServer upstream({ReplyToAll(answer)});
    TestClient client(upstream.address());
    const std::string first = client.AskText();
    const Outcome second = client.Ask();
    EXPECT_EQ(second.text(), first) << answer;
    EXPECT_TRUE(second.reused) << answer;
    EXPECT_EQ(upstream.accepted(), 1) << answer;
  }
}

TEST(Client, ReadsAnAnswerInEverySplit) {
  const std::string answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  // Each piece is sent once the client has taken the former.
  for (size_t at = 1; at < answer.size(); ++at) {
    TestClient* asking = nullptr;
    Gate ready;
    ScriptedServer upstream({[&](Peer& peer) {
      peer.ReceiveTo("\r\n\r\n");
      peer.Send(answer.substr(0, at));
      if (ready.Wait()) asking->thread().Call([] {});
      peer.Send(answer.substr(at));
      peer.AtEnd();
    }});
    TestClient client(upstream.address());
    asking = &client;
    ready.Open();
    ASSERT_EQ(client.AskText(), "200 hello") << at;
  }
}

// A head that ends where the buffer does, behind an interim head, once was taken for the end.
TEST(Client, AnInterimHeadMayShiftTheNextOneAcrossTheBuffersEnd) {
  const std::string interim =
      "HTTP/1.1 103 Early Hints\r\nlink: " + std::string(900, 'l') + "\r\n\r\n";
  for (const size_t size : {15'300u, 15'400u, 15'450u, 15'500u, 40'000u}) {
    EXPECT_EQ(AskOnce(interim + "HTTP/1.1 200 OK\r\nx: " + std::string(size, 'x') +
                      "\r\ncontent-length: 5\r\n\r\nhello"),
              "200 hello")
        << size;
  }
}

TEST(Client, ReadsUntilCloseWhereNoLengthIsGiven) {
  const std::string body(300'000, 'b');
  EXPECT_EQ(AskOnce("HTTP/1.0 200 OK\r\n\r\n" + body), "200 " + body);
}

TEST(Client, InflatesAnAnswerNobodyAskedToBeCompressed) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(int64_t{i} * i) + "\n";
  const std::string packed = test::Gzip(text);
  const std::string head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n";
  EXPECT_EQ(
      AskOnce(head + "content-length: " + std::to_string(packed.size()) + "\r\n\r\n" + packed),
      "200 " + text);
  EXPECT_EQ(AskOnce(head + "\r\n" + packed), "200 " + text);
  EXPECT_EQ(AskOnce(head + "content-length: 0\r\n\r\n"), "200 ");
  for (const size_t cut :
       {size_t{1}, size_t{5}, size_t{12}, packed.size() / 2, packed.size() - 1}) {
    EXPECT_EQ(AskOnce(head + "\r\n" + packed.substr(0, cut)),
              "kUpstream: The provider's compressed answer is cut short.")
        << cut;
  }
  EXPECT_EQ(AskOnce(head + "\r\nplain text"),
            "kUpstream: The provider's compressed answer is damaged.");
}

// Pieces stay small however much there is inside.
TEST(Client, InflatesABombPieceByPiece) {
  const std::string packed = test::Gzip(std::string(50'000'000, '\0'));
  const Outcome outcome = [&] {
    ScriptedServer upstream({Reply("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + packed)});
    TestClient client(upstream.address());
    return client.Ask();
  }();
  EXPECT_EQ(outcome.error, std::nullopt);
  EXPECT_EQ(outcome.body.size(), 50'000'000u);
}

TEST(Client, ToAHeadRequestTheConnectionIsReused) {
  ScriptedServer upstream({ReplyToAll("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n")});
  TestClient client(upstream.address());
  const CallOptions head{.request = "HEAD / HTTP/1.1\r\nhost: h\r\n\r\n", .head_request = true};
  EXPECT_EQ(client.AskText(head), "200 ");
  EXPECT_TRUE(client.Ask(head).reused);
}

TEST(Client, DropsAnIdleConnectionThatTheUpstreamCloses) {
  ScriptedServer upstream({Reply(std::string(kOk)), ReplyToAll(std::string(kOk))});
  TestClient client(upstream.address());
  EXPECT_EQ(client.AskText(), "200 hello");
  EXPECT_TRUE(client.thread().Until([&] { return client.pool().idle() == 0; }));
  const Outcome second = client.Ask();
  EXPECT_EQ(second.text(), "200 hello");
  EXPECT_FALSE(second.reused);
}

TEST(Client, DropsAConnectionIdleForTooLong) {
  ScriptedServer upstream({ReplyToAll(std::string(kOk))});
  TestClient client(TestClient::To(upstream.address()), {.max_idle = milliseconds(20)});
  EXPECT_EQ(client.AskText(), "200 hello");
  EXPECT_TRUE(client.thread().Until([&] { return client.pool().idle() == 0; }));
}

// What the upstream says unasked would be taken for the answer to the next request.
TEST(Client, NeverTakesStrayBytesForTheNextAnswer) {
  const std::string stray = "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n";
  {
    ScriptedServer upstream({ReplyToAll(std::string(kOk) + stray), ReplyToAll(std::string(kOk))});
    TestClient client(upstream.address());
    EXPECT_EQ(client.AskText(), "200 hello");
    EXPECT_EQ(client.idle(), 0u);
  }
  Gate idle, sent;
  ScriptedServer upstream({[&](Peer& peer) {
                             peer.ReceiveTo("\r\n\r\n");
                             peer.Send(kOk);
                             idle.Wait();
                             peer.Send(stray);
                             peer.Delivered();
                             sent.Open();
                             peer.AtEnd();
                           },
                           ReplyToAll(std::string(kOk))});
  TestClient client(upstream.address());
  EXPECT_EQ(client.AskText(), "200 hello");
  EXPECT_EQ(client.idle(), 1u);
  idle.Open();
  ASSERT_TRUE(sent.Wait());
  const Outcome second = client.Ask();
  EXPECT_EQ(second.text(), "200 hello");
  EXPECT_FALSE(second.reused);
}

TEST(Client, ClosesAConnectionThatItMayNotKeep) {
  for (const char* answer : {"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi",
                             "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi"}) {
    ScriptedServer upstream({ReplyToAll(answer)});
    TestClient client(upstream.address());
    EXPECT_EQ(client.AskText(), "200 hi");
    EXPECT_EQ(client.idle(), 0u);
  }
}

TEST(Client, HoldsTheConnectionLimit) {
  ScriptedServer upstream({ReplyToAll(std::string(kOk))});
  TestClient client(TestClient::To(upstream.address()), {.max_connections = 0});
  EXPECT_EQ(client.AskText(), "kOverloaded: All 0 connections to 127.0.0.1 are in use.");
}

}  // namespace
}  // namespace farthing::net
