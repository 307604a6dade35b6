#include "net/server.h"

#include <gtest/gtest.h>

#include <string>

#include "net/chunked.h"
#include "net/test_rig.h"

namespace farthing::net {
namespace {

using test::Answer;
using test::Peer;
using test::TestServer;

std::string Post(std::string_view path, std::string_view headers, std::string_view body) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nhost: h\r\n" + std::string(headers) +
         "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string Get(std::string_view target, std::string_view headers = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nhost: h\r\n" + std::string(headers) + "\r\n";
}

TEST(Server, KeepsTheConnectionForMoreRequests) {
  TestServer server;
  Peer peer = server.Connect();
  for (int i = 0; i < 5; ++i) {
    const Answer answer = peer.Ask(Post("/echo", "x-mark: m\r\n", "body" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "/echo|m|body" + std::to_string(i));
    EXPECT_EQ(answer.head.find("connection:"), std::string::npos);
    EXPECT_NE(answer.head.find("\r\ndate: "), std::string::npos);
  }
  EXPECT_EQ(server.thread().Call([&] { return server.server().connections(); }), 1u);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += i % 3 == 0 ? Post("/echo", "", "n" + std::to_string(i))
                           : Get("/n" + std::to_string(i)) + (i % 5 == 0 ? "\r\n" : "");
  }
  Peer peer = server.Connect();
  EXPECT_TRUE(peer.Send(requests));
  for (int i = 0; i < 500; ++i) {
    const std::string name = "n" + std::to_string(i);
    ASSERT_EQ(peer.ReadAnswer().body, i % 3 == 0 ? "/echo||" + name : "/" + name);
  }
}

TEST(Server, ReadsARequestInEverySplit) {
  TestServer server;
  const std::string plain = Post("/echo", "x-mark: m\r\n", "hello");
  const std::string chunked =
      "\r\nPOST /echo HTTP/1.1\r\nhost: h\r\nx-mark: m\r\ntransfer-encoding: chunked\r\n\r\n"
      "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
  Peer peer = server.Connect();
  for (const std::string& request : {plain, chunked}) {
    for (size_t at = 1; at < request.size(); ++at) {
      peer.Send(request.substr(0, at));
      server.thread().Call([] {});
      ASSERT_EQ(peer.Ask(request.substr(at)).body, "/echo|m|hello") << at;
    }
  }
}

// Bodies that come after their head are read into other memory than the head's.
TEST(Server, TheHeadOutlivesAChunkedOrCompressedBody) {
  TestServer server;
  Peer peer = server.Connect();
  const std::string evil(3'000, 'E');
  peer.Send("POST /echo HTTP/1.1\r\nhost: h\r\nx-mark: m\r\ntransfer-encoding: chunked\r\n\r\n");
  server.thread().Call([] {});
  EXPECT_EQ(peer.Ask("bb8\r\n" + evil + "\r\n0\r\n\r\n").body, "/echo|m|" + evil);

  std::string noise;
  for (int i = 0; i < 40'000; ++i) noise += static_cast<char>(i * 7919 >> 5);
  const std::string packed = test::Gzip(noise);
  peer.Send(
      "POST /echo HTTP/1.1\r\nhost: h\r\nx-mark: m\r\ncontent-encoding: gzip\r\n"
      "content-length: " +
      std::to_string(packed.size()) + "\r\n\r\n");
  server.thread().Call([] {});
  EXPECT_EQ(peer.Ask(packed + Get("/next")).body, "/echo|m|" + noise);
  EXPECT_EQ(peer.ReadAnswer().body, "/next");
}

TEST(Server, CarriesLargeBodiesBothWays) {
  TestServer server;
  Peer peer = server.Connect();
  std::string body(20'000'000, '\0');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 7);
  const Answer answer = peer.Ask(Post("/echo", "", body));
  EXPECT_TRUE(answer.whole);
  EXPECT_TRUE(answer.body == "/echo||" + body);
}

TEST(Server, SendsContinueOnlyWhenItWantsTheBody) {
  TestServer server;
  Peer peer = server.Connect();
  const std::string head =
      "POST /echo HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n";
  peer.Send(head);
  EXPECT_EQ(peer.ReceiveTo("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(peer.Ask("hello").body, "/echo||hello");
  EXPECT_FALSE(server.handler().responded_early);
  // Sent without waiting: no interim answer.
  EXPECT_EQ(peer.Ask(head + "hello").status, 200);
  // Not wanted: the answer says that the connection ends, for the body may or may not follow.
  std::string unwanted = head;
  unwanted.replace(0, 10, "POST /nope");
  const Answer refused = peer.Ask(unwanted);
  EXPECT_EQ(refused.body, "/nope");
  EXPECT_NE(refused.head.find("connection: close"), std::string::npos);
  EXPECT_TRUE(peer.AtEnd());
}

TEST(Server, SkipsASmallBodyThatTheHandlerLeft) {
  TestServer server;
  Peer peer = server.Connect();
  EXPECT_EQ(peer.Ask(Post("/left", "", std::string(50'000, 'x'))).body, "/left");
  EXPECT_EQ(peer.Ask(Get("/next")).body, "/next");
}

TEST(Server, AnswersHeadAnd204WithoutBodies) {
  TestServer server;
  Peer peer = server.Connect();
  for (const char* target : {"/x", "/stream?70000", "/echo"}) {
    peer.Send("HEAD " + std::string(target) + " HTTP/1.1\r\nhost: h\r\n\r\n");
    EXPECT_EQ(peer.ReadAnswer(true).status, 200);
  }
  const Answer empty = peer.Ask(Get("/204"));
  EXPECT_EQ(empty.status, 204);
  EXPECT_EQ(empty.head.find("content-length"), std::string::npos);
  EXPECT_EQ(peer.Ask(Get("/after")).body, "/after");
}

TEST(Server, SpeaksHttp10WithAndWithoutKeepAlive) {
  TestServer server;
  Peer kept = server.Connect();
  for (int i = 0; i < 2; ++i) {
    const Answer answer = kept.Ask("GET /x HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.body, "/x");
    EXPECT_NE(answer.head.find("connection: keep-alive"), std::string::npos);
  }
  Peer closed = server.Connect();
  EXPECT_EQ(closed.Ask("GET /x HTTP/1.0\r\n\r\n").body, "/x");
  EXPECT_TRUE(closed.AtEnd());

  Peer stream = server.Connect();
  const Answer until_close =
      stream.Ask("GET /stream?100000 HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_EQ(until_close.head.find("transfer-encoding"), std::string::npos);
  EXPECT_EQ(until_close.body.size(), 100'000u);
}

TEST(Server, StreamsInChunksAndKeepsTheConnection) {
  TestServer server;
  Peer peer = server.Connect();
  for (int i = 0; i < 2; ++i) {
    const Answer answer = peer.Ask(Get("/stream?3000000"));
    EXPECT_TRUE(answer.whole);
    EXPECT_EQ(answer.body, std::string(3'000'000, 's'));
  }
  EXPECT_EQ(peer.Ask(Get("/stream?0")).body, "");
}

TEST(Server, CutsAnAbortedAnswerSoThatItIsSeen) {
  TestServer server;
  Peer peer = server.Connect();
  const Answer answer = peer.Ask(Get("/abort"));
  EXPECT_EQ(answer.body, "half");
  EXPECT_FALSE(answer.whole);
  // Without chunks only a reset tells.
  Peer old = server.Connect();
  old.Send("GET /abort HTTP/1.0\r\n\r\n");
  std::string bytes(1'000, '\0');
  ssize_t got = 1;
  while (got > 0) got = recv(old.fd(), bytes.data(), bytes.size(), 0);
  EXPECT_EQ(got, -1);
  EXPECT_EQ(errno, ECONNRESET);
}

TEST(Server, TellsTheWaitingHandlerOfAHangUp) {
  TestServer server;
  for (int round = 0; round < 3; ++round) {
    Peer peer = server.Connect();
    peer.Send(Get("/wait"));
    ASSERT_TRUE(server.thread().Until([&] { return server.handler().handled == round + 1; }));
    if (round == 0) peer.Close();
    if (round == 1) peer.Reset();
    if (round == 2) peer.HalfClose();
    EXPECT_TRUE(server.thread().Until([&] { return server.handler().hang_ups == round + 1; }));
  }
  EXPECT_TRUE(server.thread().Until([&] { return server.server().connections() == 0; }));
}

TEST(Server, ServesUnixSocketsAndIpv6) {
  const TestFolder own;
  const std::string& folder = own.path;
  {
    TestServer::Options options;
    options.listen = "unix:" + folder + "/socket";
    TestServer server(std::move(options));
    Peer peer = server.Connect();
    EXPECT_EQ(peer.Ask(Post("/echo", "", "u")).body, "/echo||u");
    const Result<ListenSocket> second = ListenSocket::Open(server.address(), false);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::kConfiguration);
  }
  {
    TestServer::Options again;  // the stale file of the first is no obstacle
    again.listen = "unix:" + folder + "/socket";
    TestServer server(std::move(again));
    EXPECT_EQ(server.Connect().Ask(Get("/x")).body, "/x");
  }
  TestServer::Options v6;
  v6.listen = "[::1]:0";
  TestServer server(std::move(v6));
  EXPECT_EQ(server.Connect().Ask(Get("/six")).body, "/six");
}

}  // namespace
}  // namespace farthing::net
