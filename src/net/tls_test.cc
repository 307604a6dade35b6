#include "net/tls.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>

#include "net/client_rig.h"
#include "net/connect.h"

namespace farthing::net {
namespace {

using std::chrono::milliseconds;
using test::CallOptions;
using test::CertificateFiles;
using test::Outcome;
using test::Peer;
using test::ScriptedServer;
using test::TestClient;
using test::TestServer;

class Tls : public testing::Test {
 protected:
  TestServer::Options WithTls(ServerLimits limits = {}) {
    TestServer::Options options;
    options.limits = limits;
    options.tls = std::move(*TlsServer::Load(files_.cert, files_.key));
    return options;
  }
  Destination To(const TestServer& server) {
    return Destination{
        .host = "127.0.0.1", .port = server.address().port(), .tls = true, .ca_file = files_.cert};
  }

  CertificateFiles files_;
};

TEST_F(Tls, CarriesLargeBodiesBothWaysAndReusesTheConnection) {
  TestServer server(WithTls());
  TestClient client(To(server));
  std::string body(10'000'000, '\0');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 7);
  const CallOptions large{.request =
                              "POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 10000000"
                              "\r\n\r\n" +
                              body};
  const Outcome first = client.Ask(large);
  ASSERT_EQ(first.error, std::nullopt);
  EXPECT_TRUE(first.body == "/echo||" + body);
  const Outcome second = client.Ask({.request = "GET /stream?5000000 HTTP/1.1\r\nhost: h\r\n\r\n"});
  EXPECT_TRUE(second.reused);
  EXPECT_TRUE(second.body == std::string(5'000'000, 's'));
}

TEST_F(Tls, VerifiesTheNameAndTheChain) {
  TestServer server(WithTls());
  Destination by_name = To(server);
  by_name.host = "localhost";
  EXPECT_EQ(TestClient(by_name).TryConnect(), std::nullopt);

  Destination wrong_name = To(server);
  wrong_name.host = "other.test";
  TestClient misnamed(wrong_name, {}, [](const std::string&) -> Result<Resolver::Addresses> {
    return Resolver::Addresses{*Address::FromLiteral("127.0.0.1", 0)};
  });
  const std::optional<Error> name = misnamed.TryConnect();
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->message, "The TLS handshake with other.test failed: hostname mismatch.");

  Destination unknown = To(server);
  unknown.ca_file.clear();
  const std::optional<Error> chain = TestClient(unknown).TryConnect();
  ASSERT_TRUE(chain.has_value());
  EXPECT_EQ(chain->code, ErrorCode::kUpstream);
  EXPECT_NE(chain->message.find("self-signed certificate"), std::string::npos) << chain->message;
}

TEST_F(Tls, SaysWhenThePeerSpeaksNoTls) {
  ScriptedServer plain({[](Peer& peer) {
    peer.Receive();
    peer.Send("HTTP/1.1 400 Bad Request\r\n\r\n");
  }});
  Destination destination = TestClient::To(plain.address());
  destination.tls = true;
  const std::optional<Error> error = TestClient(destination).TryConnect();
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->message.find("The TLS handshake with 127.0.0.1 failed"), std::string::npos);
  ScriptedServer silent({[](Peer& peer) { peer.ReceiveAll(); }});
  destination.port = silent.address().port();
  EXPECT_EQ(TestClient(destination).TryConnect(milliseconds(30))->code, ErrorCode::kTimeout);
}

// Connects, makes one exchange (which brings the session ticket) and says whether the handshake
// was an abbreviated one.
Task<bool> ExchangeOnce(Loop& loop, Resolver& resolver, const Destination& destination,
                        TlsClient& tls) {
  Interrupt interrupt;
  Result<Socket> socket =
      co_await Connect(loop, resolver, destination, &tls, loop.now() + test::kPatience, interrupt);
  if (!socket) co_return false;
  const std::array<std::string_view, 1> pieces{"GET /x HTTP/1.1\r\nhost: h\r\n\r\n"};
  (void)co_await socket->Write(pieces);
  std::string answer;
  char block[1024];
  while (answer.find("\r\n\r\n/x") == std::string::npos) {
    const IoResult got = socket->TryRead(block, sizeof(block));
    if (got.ok()) answer.append(block, got.bytes);
    if (!got.ok() && got.status != IoStatus::kWouldBlock) co_return false;
    if (!got.ok() && co_await socket->Readable() != IoStatus::kOk) co_return false;
  }
  co_return SSL_session_reused(socket->ssl()) == 1;
}

TEST_F(Tls, ResumesSessions) {
  TestServer server(WithTls());
  SystemClock clock;
  test::LoopThread thread;
  Resolver resolver(clock, Resolver::SystemLookup());
  const Destination destination = To(server);
  std::unique_ptr<TlsClient> tls = std::move(*TlsClient::Create(files_.cert));
  const auto exchange = [&] { return ExchangeOnce(thread.loop(), resolver, destination, *tls); };
  EXPECT_FALSE(thread.Await(exchange));
  EXPECT_TRUE(thread.Await(exchange));
  EXPECT_TRUE(thread.Await(exchange));
}

// After an answer OpenSSL may hold no bytes and yet count as readable: such a connection is idle.
TEST_F(Tls, AnIdleConnectionIsClosedByADrainAndByTheKeepAliveLimit) {
  {
    TestServer server(WithTls());
    TestClient client(To(server));
    EXPECT_EQ(client.AskText({.request = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n"}), "200 /x");
    server.thread().Call([&] { server.server().Drain([] {}); });
    EXPECT_TRUE(client.thread().Until([&] { return client.pool().idle() == 0; }));
    EXPECT_TRUE(server.thread().Until([&] { return server.server().connections() == 0; }));
  }
  TestServer server(WithTls({.keep_alive = milliseconds(20)}));
  TestClient client(To(server));
  EXPECT_EQ(client.AskText({.request = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n"}), "200 /x");
  EXPECT_TRUE(client.thread().Until([&] { return client.pool().idle() == 0; }));
}

TEST_F(Tls, SurvivesPlainTextAndSilenceFromItsCallers) {
  TestServer server(WithTls({.request_timeout = milliseconds(30)}));
  Peer plain = server.Connect();
  plain.Send("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
  plain.ReceiveAll();
  Peer silent = server.Connect();
  EXPECT_TRUE(silent.AtEnd());
  EXPECT_TRUE(server.thread().Until([&] { return server.server().connections() == 0; }));
  TestClient client(To(server));
  EXPECT_EQ(client.AskText({.request = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n"}), "200 /x");
}

// A stream to a caller that has gone: the write is an error and no signal.
TEST_F(Tls, ACallerThatLeavesInTheMiddleHarmsNobody) {
  TestServer server(WithTls());
  {
    TestClient client(To(server));
    const Outcome outcome =
        client.Ask({.request = "GET /stream?4000000000 HTTP/1.1\r\nhost: h\r\n\r\n",
                    .time = milliseconds(50)});
    ASSERT_TRUE(outcome.error.has_value());
    EXPECT_EQ(outcome.error->message, "The provider stopped in the middle of its answer.");
  }
  EXPECT_TRUE(server.thread().Until([&] { return server.handler().failed_writes == 1; }));
}

TEST_F(Tls, NamesTheFileThatCannotBeUsed) {
  EXPECT_NE(TlsServer::Load("/nowhere/c.pem", files_.key).error().message.find("/nowhere/c.pem"),
            std::string::npos);
  EXPECT_NE(TlsServer::Load(files_.cert, files_.cert).error().message.find("tls.key"),
            std::string::npos);
  EXPECT_EQ(TlsClient::Create("/nowhere/ca.pem").error().code, ErrorCode::kConfiguration);
}

}  // namespace
}  // namespace farthing::net
