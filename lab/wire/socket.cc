#include "lab/wire/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace farthing::lab {
namespace {

constexpr int kBacklog = 4096;

Error SystemError(std::string_view what) {
  return Error::Configuration(fmt::format("{}: {}", what, std::strerror(errno)));
}

void SetFlag(int fd, int level, int option) {
  const int on = 1;
  setsockopt(fd, level, option, &on, sizeof on);
}

Fd OpenStream(const SocketAddress& endpoint) {
  return Fd(socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

}  // namespace

void Fd::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

std::string SocketAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    return fmt::format("[{}]:{}", text, ntohs(six.sin6_port));
  }
  const auto& four = reinterpret_cast<const sockaddr_in&>(address);
  inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
  return fmt::format("{}:{}", text, ntohs(four.sin_port));
}

Result<SocketAddress> ParseSocketAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return Fail(Error::Configuration(fmt::format("'{}' is not ADDRESS:PORT", text)));
  }
  std::string host(text.substr(0, colon));
  const std::string port(text.substr(colon + 1));
  if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (failed != 0) {
    return Fail(Error::Configuration(fmt::format("'{}': {}", text, gai_strerror(failed))));
  }
  SocketAddress endpoint;
  std::memcpy(&endpoint.address, found->ai_addr, found->ai_addrlen);
  endpoint.size = found->ai_addrlen;
  freeaddrinfo(found);
  return endpoint;
}

Result<Fd> Listen(const SocketAddress& endpoint) {
  Fd listener = OpenStream(endpoint);
  if (!listener) return Fail(SystemError("socket"));
  SetFlag(listener.get(), SOL_SOCKET, SO_REUSEADDR);
  SetFlag(listener.get(), SOL_SOCKET, SO_REUSEPORT);
  const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (bind(listener.get(), address, endpoint.size) != 0 || listen(listener.get(), kBacklog) != 0) {
    return Fail(SystemError("cannot listen on " + endpoint.ToString()));
  }
  return listener;
}

SocketAddress LocalAddress(const Fd& socket) {
  SocketAddress endpoint;
  endpoint.size = sizeof endpoint.address;
  getsockname(socket.get(), reinterpret_cast<sockaddr*>(&endpoint.address), &endpoint.size);
  return endpoint;
}

Result<Fd> StartConnect(const SocketAddress& endpoint) {
  Fd socket = OpenStream(endpoint);
  if (!socket) return Fail(SystemError("socket"));
  SetNoDelay(socket.get());
  const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (connect(socket.get(), address, endpoint.size) != 0 && errno != EINPROGRESS) {
    return Fail(SystemError("cannot connect to " + endpoint.ToString()));
  }
  return socket;
}

int SocketError(const Fd& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

void ResetOnClose(const Fd& socket) {
  const linger reset{1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void SetNoDelay(int fd) { SetFlag(fd, IPPROTO_TCP, TCP_NODELAY); }

}  // namespace farthing::lab
