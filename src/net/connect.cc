#include "net/connect.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "net/http_head.h"

namespace farthing::net {

namespace {

constexpr std::chrono::milliseconds kNextAddressAfter{250};

Error Cancelled() {
  Error error;
  error.code = ErrorCode::kCancelled;
  error.message = "The caller hung up.";
  return error;
}

// The state of a race between addresses, shared with its runners, which may outlive the race.
struct Race {
  explicit Race(Loop& owner) : loop(owner) {}

  void Finish(Socket socket) {
    if (!winner && !over) winner = std::move(socket);
    Wake();
  }
  void Wake() {
    if (pause != nullptr) pause->Cancel();
  }

  Loop& loop;
  std::optional<Socket> winner;
  std::vector<Socket*> running;
  Sleep* pause = nullptr;  // what the race's owner waits on
  int last_error = 0;
  bool over = false;
};

int StartConnecting(const Address& address, int* error) {
  const int fd = socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    *error = errno;
    return -1;
  }
  if (!address.is_unix()) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  }
  if (connect(fd, address.get(), address.size()) != 0 && errno != EINPROGRESS) {
    *error = errno;
    close(fd);
    return -1;
  }
  return fd;
}

// Zero when connected, EINPROGRESS while under way, else the error.
int ConnectState(int fd) {
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return error;
  sockaddr_storage peer{};
  size = sizeof(peer);
  return getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 ? 0 : EINPROGRESS;
}

Task<void> RunOne(std::shared_ptr<Race> race, Socket socket) {
  race->running.push_back(&socket);
  // A fresh descriptor counts as writable until proved otherwise, so the state decides.
  int state = ConnectState(socket.fd());
  while (state == EINPROGRESS) {
    socket.MarkUnwritable();
    const IoStatus waited = co_await socket.Writable();
    state = waited == IoStatus::kOk ? ConnectState(socket.fd()) : ECANCELED;
  }
  std::erase(race->running, &socket);
  if (state != 0) {
    if (state != ECANCELED) race->last_error = state;
    race->Wake();
    co_return;
  }
  race->Finish(std::move(socket));
}

Error CannotConnect(const Destination& destination, int error) {
  const std::string where = !destination.unix_path.empty()
                                ? destination.unix_path
                                : destination.host + ":" + std::to_string(destination.port);
  return Error::Upstream("Cannot connect to " + where + ": " +
                             (error == 0 ? "no address" : std::strerror(error)) + ".",
                         true);
}

Task<Result<Socket>> RaceAddresses(Loop& loop, std::vector<Address> addresses,
                                   const Destination& destination, MonotonicTime deadline,
                                   Interrupt& interrupt) {
  auto race = std::make_shared<Race>(loop);
  const Interrupt::Scope scope(&interrupt, [race] { race->Wake(); });
  size_t next = 0;
  while (!race->winner && !interrupt.triggered() && loop.now() < deadline) {
    if (next < addresses.size()) {
      const int fd = StartConnecting(addresses[next++], &race->last_error);
      if (fd < 0) continue;
      Socket socket(loop, fd);
      Spawn(RunOne(race, std::move(socket)));
      if (race->winner || race->running.empty()) continue;
    } else if (race->running.empty()) {
      break;
    }
    const Duration step =
        next < addresses.size() ? Duration(kNextAddressAfter) : deadline - loop.now();
    Sleep pause(loop, std::min(step, deadline - loop.now()));
    race->pause = &pause;
    co_await pause;
    race->pause = nullptr;
  }
  race->over = true;
  for (Socket* loser : race->running) loser->Cancel();
  if (interrupt.triggered()) co_return Fail(Cancelled());
  if (race->winner) co_return std::move(*race->winner);
  if (loop.now() >= deadline && !race->running.empty()) {
    co_return Fail(Error::Timeout("Connecting to " + destination.host + " took too long."));
  }
  co_return Fail(CannotConnect(destination, race->last_error));
}

Error FromStatus(IoStatus status, const std::string& doing) {
  if (status == IoStatus::kCancelled) return Cancelled();
  if (status == IoStatus::kTimedOut) return Error::Timeout(doing + " took too long.");
  return Error::Upstream(doing + " failed: the connection was closed.", true);
}

// RFC 9110, section 9.3.6.
Task<Status> OpenTunnel(Socket& socket, const Destination& destination) {
  const bool v6 = destination.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + destination.host + "]" : destination.host;
  const std::string authority = host + ":" + std::to_string(destination.port);
  std::string request = "CONNECT " + authority + " HTTP/1.1\r\nhost: " + authority + "\r\n";
  if (!destination.proxy_authorization.empty()) {
    request += "proxy-authorization: " + destination.proxy_authorization + "\r\n";
  }
  request += "\r\n";
  const std::string doing = "Asking the proxy " + destination.proxy_host + " for a tunnel";
  const std::array<std::string_view, 1> pieces{request};
  const IoResult sent = co_await socket.Write(pieces);
  if (!sent.ok()) co_return Fail(FromStatus(sent.status, doing));

  std::array<char, 8192> answer;
  size_t size = 0;
  HeadScanner scanner;
  ResponseHead head;
  while (size < answer.size()) {
    const IoResult got = socket.TryRead(answer.data() + size, answer.size() - size);
    if (got.status == IoStatus::kWouldBlock) {
      const IoStatus waited = co_await socket.Readable();
      if (waited != IoStatus::kOk) co_return Fail(FromStatus(waited, doing));
      continue;
    }
    if (!got.ok()) co_return Fail(FromStatus(got.status, doing));
    size += got.bytes;
    const std::optional<size_t> end = scanner.Find(std::string_view(answer.data(), size));
    if (!end) continue;
    Status parsed = ParseResponseHead(answer.data(), *end, false, &head);
    if (!parsed) co_return parsed;
    if (head.status / 100 == 2) co_return Status{};
    co_return Fail(Error::Upstream(
        "The proxy refused the tunnel with status " + std::to_string(head.status) + ".", true));
  }
  co_return Fail(Error::Upstream("The proxy's answer is too long.", true));
}

Task<Status> Handshake(Socket& socket, const std::string& host, TlsClient& tls) {
  socket.StartTls(tls.Connect(host));
  for (;;) {
    const IoResult step = socket.TryHandshake();
    if (step.ok()) co_return Status{};
    if (step.status != IoStatus::kWouldBlock) {
      co_return Fail(Error::Upstream(
          "The TLS handshake with " + host + " failed: " + TlsClient::Explain(socket.ssl()) + ".",
          true));
    }
    const IoStatus waited = co_await socket.Readable();
    if (waited != IoStatus::kOk) {
      co_return Fail(FromStatus(waited, "The TLS handshake with " + host));
    }
  }
}

}  // namespace

Task<Result<Socket>> Connect(Loop& loop, Resolver& resolver, const Destination& destination,
                             TlsClient* tls, MonotonicTime deadline, Interrupt& interrupt) {
  Resolver::Addresses addresses;
  const bool proxied = !destination.proxy_host.empty();
  if (!destination.unix_path.empty()) {
    Result<Address> path = Address::Unix(destination.unix_path);
    if (!path) co_return Fail(path.error());
    addresses.push_back(*path);
  } else {
    Result<Resolver::Addresses> found = co_await resolver.Resolve(
        loop, proxied ? destination.proxy_host : destination.host,
        proxied ? destination.proxy_port : destination.port, deadline, interrupt);
    if (!found) co_return Fail(found.error());
    addresses = std::move(*found);
  }
  Result<Socket> socket =
      co_await RaceAddresses(loop, std::move(addresses), destination, deadline, interrupt);
  if (!socket || !destination.tls) co_return socket;

  socket->SetDeadline(deadline);
  Socket* const raw = &*socket;
  const Interrupt::Scope scope(&interrupt, [raw] { raw->Cancel(); });
  if (proxied) {
    Status opened = co_await OpenTunnel(*socket, destination);
    if (!opened) co_return Fail(opened.error());
  }
  Status shaken = co_await Handshake(*socket, destination.host, *tls);
  if (!shaken) co_return Fail(shaken.error());
  socket->ClearDeadline();
  co_return socket;
}

}  // namespace farthing::net
