#include "net/connect.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <filesystem>
#include <string>

#include "net/client_rig.h"

namespace farthing::net {
namespace {

using std::chrono::milliseconds;
using test::Gate;
using test::Peer;
using test::ScriptedServer;
using test::TestClient;
using test::TestServer;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

void AnswerOk(Peer& peer) {
  while (!peer.ReceiveTo("\r\n\r\n").empty()) peer.Send(kOk);
}

Address Literal(const std::string& host) { return *Address::FromLiteral(host, 0); }

Resolver::Lookup Fixed(std::vector<std::string> hosts) {
  return [hosts = std::move(hosts)](const std::string&) -> Result<Resolver::Addresses> {
    Resolver::Addresses addresses;
    for (const std::string& host : hosts) addresses.push_back(Literal(host));
    return addresses;
  };
}

Destination Named(uint16_t port) { return Destination{.host = "upstream.test", .port = port}; }

TEST(Connect, AnAddressThatRefusesIsFollowedByTheNextAtOnce) {
  ScriptedServer upstream({AnswerOk}, "127.0.0.2:0");
  TestClient client(Named(upstream.address().port()), {}, Fixed({"127.0.0.1", "127.0.0.2"}));
  EXPECT_EQ(client.AskText({.time = milliseconds(2'000)}), "200 hello");
}

// Listens on 127.0.0.3 with a queue that is full: further connections are neither taken nor
// refused.
class BlackHole {
 public:
  explicit BlackHole(uint16_t port)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        address_(Address::FromLiteral("127.0.0.3", port)->WithPort(port)) {
    EXPECT_EQ(bind(fd_, address_.get(), address_.size()), 0);
    EXPECT_EQ(listen(fd_, 0), 0);
    sockaddr_storage bound{};
    socklen_t size = sizeof(bound);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size);
    address_ = Address(reinterpret_cast<const sockaddr*>(&bound), size);
    filler_.emplace(address_);
  }
  ~BlackHole() { close(fd_); }
  uint16_t port() const { return address_.port(); }

 private:
  int fd_;
  Address address_;
  std::optional<Peer> filler_;
};

TEST(Connect, AnAddressThatIsSilentIsOvertakenByTheNext) {
  ScriptedServer upstream({AnswerOk}, "127.0.0.2:0");
  BlackHole hole(upstream.address().port());
  TestClient client(Named(hole.port()), {}, Fixed({"127.0.0.3", "127.0.0.2"}));
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(client.AskText(), "200 hello");
  const auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_GE(took, milliseconds(240));
  EXPECT_LT(took, milliseconds(900));  // the silent one would be tried again after a second
}

TEST(Connect, EndsAtTheDeadlineWhenAllAreSilent) {
  BlackHole hole(0);
  TestClient client(Named(hole.port()), {}, Fixed({"127.0.0.3"}));
  EXPECT_EQ(client.AskText({.time = milliseconds(30)}),
            "kTimeout: Connecting to upstream.test took too long.");
}

TEST(Connect, CanBeInterruptedWhileAnAddressIsSilent) {
  BlackHole hole(0);
  TestClient client(Named(hole.port()), {}, Fixed({"127.0.0.3"}));
  client.thread().loop().Post(
      [&] { client.thread().loop().Post([&] { client.interrupt().Trigger(); }); });
  EXPECT_EQ(client.AskText(), "kCancelled: The caller hung up.");
}

TEST(Connect, SaysThatAllRefuse) {
  TestClient client(Named(1), {}, Fixed({"127.0.0.1", "::1"}));
  EXPECT_EQ(client.AskText(), "kUpstream: Cannot connect to upstream.test:1: Connection refused.");
  TestClient nobody(Named(1), {}, Fixed({}));
  EXPECT_EQ(nobody.AskText(), "kUpstream: Cannot connect to upstream.test:1: no address.");
}

// A look-up that hangs holds up neither the deadline nor a caller that hangs up.
TEST(Connect, ASlowNameServerDoesNotOutlastTheDeadline) {
  Gate release;
  TestClient client(Named(1), {}, [&](const std::string&) -> Result<Resolver::Addresses> {
    release.Wait();
    return Fail(Error::Upstream("No such name.", true));
  });
  EXPECT_EQ(client.AskText({.time = milliseconds(20)}),
            "kTimeout: Resolving the name upstream.test took too long.");
  client.thread().loop().Post(
      [&] { client.thread().loop().Post([&] { client.interrupt().Trigger(); }); });
  EXPECT_EQ(client.AskText(), "kCancelled: The caller hung up.");
  release.Open();
}

TEST(Connect, ReachesUnixSocketsAndIpv6) {
  const TestFolder own;
  const std::string& folder = own.path;
  {
    ScriptedServer upstream({AnswerOk}, "unix:" + folder + "/socket");
    TestClient client(Destination{.host = "local", .unix_path = folder + "/socket"});
    EXPECT_EQ(client.AskText(), "200 hello");
  }
  std::filesystem::remove_all(folder);
  TestClient gone(Destination{.unix_path = folder + "/socket"});
  EXPECT_EQ(gone.AskText(),
            "kUpstream: Cannot connect to " + folder + "/socket: No such file or directory.");
  ScriptedServer v6({AnswerOk}, "[::1]:0");
  EXPECT_EQ(TestClient(v6.address()).AskText(), "200 hello");
}

// Carries bytes both ways until one side ends.
void Pump(Peer& a, Peer& b) {
  for (;;) {
    pollfd fds[] = {{a.fd(), POLLIN, 0}, {b.fd(), POLLIN, 0}};
    if (poll(fds, 2, -1) <= 0) return;
    for (const auto& [from, to, ready] : {std::tuple(&a, &b, fds[0]), std::tuple(&b, &a, fds[1])}) {
      if (ready.revents == 0) continue;
      const std::string bytes = from->Receive();
      if (bytes.empty() || !to->Send(bytes)) return;
    }
  }
}

TEST(Connect, GoesThroughAProxysTunnelWithTls) {
  const test::CertificateFiles files;
  TestServer::Options options;
  options.tls = std::move(*TlsServer::Load(files.cert, files.key));
  TestServer upstream(std::move(options));
  std::string asked;
  {
    ScriptedServer proxy({[&](Peer& peer) {
      asked = peer.ReceiveTo("\r\n\r\n");
      Peer onward = upstream.Connect();
      peer.Send("HTTP/1.1 200 Connection established\r\n\r\n");
      Pump(peer, onward);
    }});
    TestClient client(Destination{.host = "localhost",
                                  .port = 4'443,
                                  .tls = true,
                                  .proxy_host = "127.0.0.1",
                                  .proxy_port = proxy.address().port(),
                                  .proxy_authorization = "Basic eDp5",
                                  .ca_file = files.cert});
    EXPECT_EQ(client.AskText({.request = "GET /far HTTP/1.1\r\nhost: h\r\n\r\n"}), "200 /far");
  }
  EXPECT_EQ(asked,
            "CONNECT localhost:4443 HTTP/1.1\r\nhost: localhost:4443\r\n"
            "proxy-authorization: Basic eDp5\r\n\r\n");
}

TEST(Connect, SaysHowAProxyFailed) {
  const struct {
    const char* answer;
    const char* error;
  } cases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
       "kUpstream: The proxy refused the tunnel with status 407."},
      {"HTTP/1.1 2",
       "kUpstream: Asking the proxy 127.0.0.1 for a tunnel failed: the connection "
       "was closed."},
      {"garbage\r\n\r\n",
       "kUpstream: The provider does not speak HTTP: its answer does not begin with an HTTP/1.1 "
       "status line."},
  };
  for (const auto& one : cases) {
    ScriptedServer proxy({[&](Peer& peer) {
      peer.ReceiveTo("\r\n\r\n");
      peer.Send(one.answer);
    }});
    TestClient client(Destination{.host = "localhost",
                                  .port = 443,
                                  .tls = true,
                                  .proxy_host = "127.0.0.1",
                                  .proxy_port = proxy.address().port()});
    EXPECT_EQ(client.AskText(), one.error);
  }
}

}  // namespace
}  // namespace farthing::net
