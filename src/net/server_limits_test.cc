#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

#include "net/server.h"
#include "net/test_rig.h"

namespace farthing::net {
namespace {

using std::chrono::milliseconds;
using test::Answer;
using test::Peer;
using test::TestServer;

std::string Head(std::string_view path, std::string_view headers = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nhost: h\r\n" + std::string(headers) + "\r\n";
}

TEST(ServerLimits, ACallerStillSending40MegabytesCanReadThe413) {
  TestServer server(ServerLimits{.max_body_bytes = 1'000'000});
  Peer peer = server.Connect();
  const std::string body(40'000'000, 'x');
  peer.Send(Head("/echo", "content-length: 40000000\r\n"));
  EXPECT_TRUE(peer.Send(body));
  const Answer answer = peer.ReadAnswer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_NE(answer.head.find("connection: close"), std::string::npos);
  EXPECT_NE(answer.body.find("limit of 1000000 bytes"), std::string::npos);
  EXPECT_TRUE(peer.AtEnd());
}

TEST(ServerLimits, HoldsForChunkedAndInflatedBodies) {
  TestServer server(ServerLimits{.max_body_bytes = 1'000'000});
  Peer chunked = server.Connect();
  std::string request = Head("/echo", "transfer-encoding: chunked\r\n");
  for (int i = 0; i < 20; ++i) request += "ffff\r\n" + std::string(0xffff, 'x') + "\r\n";
  EXPECT_EQ(chunked.Ask(request).status, 413);

  Peer bomb = server.Connect();
  const std::string packed = test::Gzip(std::string(100'000'000, '\0'));
  EXPECT_EQ(bomb.Ask(Head("/echo", "content-encoding: gzip\r\ncontent-length: " +
                                       std::to_string(packed.size()) + "\r\n") +
                     packed)
                .status,
            413);
  // An encoding without a body is no body.
  EXPECT_EQ(server.Connect().Ask(Head("/echo", "content-encoding: gzip\r\n")).body, "/echo||");
}

TEST(ServerLimits, RefusesTooLargeAHeadInWhicheverSizeItComes) {
  TestServer server(ServerLimits{.max_header_bytes = 20'000});
  EXPECT_EQ(server.Connect().Ask(Head("/ok", "x: " + std::string(19'000, 'x') + "\r\n")).body,
            "/ok");
  for (const size_t size : {20'000u, 40'000u, 2'000'000u}) {
    Peer whole = server.Connect();
    EXPECT_EQ(whole.Ask(Head("/x", "x: " + std::string(size, 'x') + "\r\n")).status, 431);
    EXPECT_TRUE(whole.AtEnd());
    Peer endless = server.Connect();
    EXPECT_EQ(endless.Ask("GET /" + std::string(size + 100, 'x')).status, 431);
  }
}

TEST(ServerLimits, RefusesMalformedRequestsAndServesTheNextConnection) {
  TestServer server;
  for (const std::string& bad :
       {std::string("\x16\x03\x01\x02\x00\r\n\r\n"),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Head("/x", "content-length: 5\r\ntransfer-encoding: chunked\r\n"), std::string("\n\n")}) {
    Peer peer = server.Connect();
    EXPECT_EQ(peer.Ask(bad + Head("/smuggled")).status, 400);
    EXPECT_TRUE(peer.AtEnd());
  }
  Peer broken = server.Connect();
  EXPECT_EQ(broken.Ask(Head("/echo", "transfer-encoding: chunked\r\n") + "zz\r\n").status, 400);
  EXPECT_TRUE(broken.AtEnd());
  EXPECT_EQ(server.Connect().Ask(Head("/fine")).body, "/fine");
}

TEST(ServerLimits, AnswersASlowLorisInTime) {
  TestServer server(ServerLimits{.request_timeout = milliseconds(30)});
  for (const std::string& part :
       {std::string("GET / HT"), Head("/echo", "content-length: 100\r\n") + "some",
        Head("/echo", "transfer-encoding: chunked\r\n") + "5\r\nhel"}) {
    Peer peer = server.Connect();
    const Answer answer = peer.Ask(part);
    EXPECT_EQ(answer.status, 408) << part;
    EXPECT_NE(answer.head.find("connection: close"), std::string::npos);
    EXPECT_TRUE(peer.AtEnd());
  }
  // After 100-continue, and where the handler left the body, the time is short as well.
  Peer expecting = server.Connect();
  expecting.Send(Head("/echo", "expect: 100-continue\r\ncontent-length: 9\r\n"));
  EXPECT_EQ(expecting.ReadAnswer().status, 100);
  EXPECT_EQ(expecting.ReadAnswer().status, 408);
  Peer left = server.Connect();
  EXPECT_EQ(left.Ask(Head("/left", "content-length: 9\r\n")).body, "/left");
  EXPECT_TRUE(left.AtEnd());
}

TEST(ServerLimits, ClosesIdleConnectionsWithoutAWord) {
  TestServer server(ServerLimits{.keep_alive = milliseconds(20)});
  Peer fresh = server.Connect();
  EXPECT_TRUE(fresh.AtEnd());
  Peer used = server.Connect();
  EXPECT_EQ(used.Ask(Head("/x")).body, "/x");
  EXPECT_TRUE(used.AtEnd());
}

TEST(ServerLimits, GivesUpAReaderThatTakesNothing) {
  TestServer server(ServerLimits{.send_stall = milliseconds(30)});
  Peer peer(server.address(), 16 * 1024);
  peer.Send("GET /stream?100000000 HTTP/1.1\r\nhost: h\r\n\r\n");
  EXPECT_TRUE(server.thread().Until([&] { return server.handler().failed_writes == 1; }));
  EXPECT_FALSE(peer.ReadAnswer().whole);
}

// True once the handler's stream has stopped moving while its peer does not read.
bool Stalls(TestServer& server) {
  uint64_t last = 0;
  int same = 0;
  return server.thread().Until([&] {
    const uint64_t now = server.handler().streamed;
    same = now == last && now > 0 ? same + 1 : 0;
    last = now;
    return same > 100;
  });
}

TEST(ServerLimits, ASlowReaderStopsTheWriterAndGetsEverythingLater) {
  constexpr uint64_t kSize = 50'000'000;
  TestServer server;
  Peer peer(server.address(), 64 * 1024);
  peer.Send("GET /stream?" + std::to_string(kSize) + " HTTP/1.1\r\nhost: h\r\n\r\n");
  ASSERT_TRUE(Stalls(server));
  // Only what the kernel holds has been taken from the handler.
  EXPECT_LT(server.handler().streamed, kSize / 4);
  const Answer answer = peer.ReadAnswer();
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body, std::string(kSize, 's'));
}

TEST(ServerLimits, ACallerBeyondTheConnectionLimitGetsASentence) {
  TestServer server(ServerLimits{.max_connections = 2});
  Peer first = server.Connect();
  Peer second = server.Connect();
  EXPECT_EQ(first.Ask(Head("/x")).status, 200);
  EXPECT_EQ(second.Ask(Head("/x")).status, 200);
  Peer third = server.Connect();
  const Answer shed = third.Ask(Head("/x"));
  EXPECT_EQ(shed.status, 503);
  EXPECT_NE(shed.head.find("retry-after: 1"), std::string::npos);
  EXPECT_TRUE(third.AtEnd());
  EXPECT_EQ(first.Ask(Head("/x")).status, 200);
  second.Close();
  third.Close();
  ASSERT_TRUE(server.thread().Until([&] { return server.server().connections() == 1; }));
  EXPECT_EQ(server.Connect().Ask(Head("/x")).status, 200);
}

TEST(ServerLimits, DrainClosesIdleConnectionsAndFinishesAnswers) {
  TestServer server;
  Peer fresh = server.Connect();
  Peer idle = server.Connect();
  EXPECT_EQ(idle.Ask(Head("/x")).status, 200);
  Peer busy(server.address(), 64 * 1024);
  busy.Send("GET /stream?50000000 HTTP/1.1\r\nhost: h\r\n\r\n");
  Peer begun = server.Connect();
  begun.Send("POST /echo HTTP/1.1\r\n");
  ASSERT_TRUE(Stalls(server));
  std::promise<void> drained;
  server.thread().Call([&] { server.server().Drain([&] { drained.set_value(); }); });
  EXPECT_TRUE(idle.AtEnd());
  EXPECT_TRUE(fresh.AtEnd());
  const Answer last = begun.Ask("host: h\r\n\r\n");
  EXPECT_EQ(last.body, "/echo||");
  EXPECT_NE(last.head.find("connection: close"), std::string::npos);
  EXPECT_TRUE(busy.ReadAnswer().whole);
  EXPECT_TRUE(busy.AtEnd());
  busy.Close();
  begun.Close();
  EXPECT_EQ(drained.get_future().wait_for(test::kPatience), std::future_status::ready);
  EXPECT_EQ(server.Connect().fd(), -1);
}

TEST(ServerLimits, CuttingTellsHandlersThatWaitForSomethingElse) {
  TestServer server;
  Peer peer = server.Connect();
  peer.Send("GET /wait HTTP/1.1\r\nhost: h\r\n\r\n");
  ASSERT_TRUE(server.thread().Until([&] { return server.handler().handled == 1; }));
  server.thread().Call([&] { server.server().CutAll(); });
  EXPECT_TRUE(server.thread().Until([&] { return server.server().connections() == 0; }));
  EXPECT_EQ(server.handler().hang_ups, 1);
  EXPECT_TRUE(peer.AtEnd());
}

// One that never lets the server's socket run dry must not keep the others from being served.
TEST(ServerLimits, APipeliningFloodDoesNotStarveTheOthers) {
  TestServer server;
  std::string flood;
  for (int i = 0; i < 2'000; ++i) flood += Head("/flood");
  std::atomic<bool> enough{false};
  Peer flooder = server.Connect();
  std::thread sender([&] {
    while (!enough && flooder.Send(flood)) {
    }
    flooder.HalfClose();
  });
  std::thread reader([&] {
    while (!flooder.Receive().empty()) {
    }
  });
  Peer calm = server.Connect();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(calm.Ask(Head("/calm")).body, "/calm");
  enough = true;
  sender.join();
  reader.join();
}

}  // namespace
}  // namespace farthing::net
