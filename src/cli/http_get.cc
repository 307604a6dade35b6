#include "cli/http_get.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace farthing::cli {
namespace {

using std::chrono::steady_clock;

constexpr size_t kMaxReplyBytes = size_t{64} << 20;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// One connection and the moment after which nothing is waited for.
class Exchange {
 public:
  Exchange(const HttpQuestion& question, Duration timeout)
      : question_(question), deadline_(steady_clock::now() + timeout) {}

  Result<HttpReply> Run() {
    const Result<Socket> socket = Connect();
    if (!socket) return Fail(socket.error());
    const Status sent = Send(socket->fd());
    if (!sent) return Fail(sent.error());
    return Receive(socket->fd());
  }

 private:
  Error Failure(std::string_view why) const {
    return Error::Upstream("cannot reach " + question_.address + ": " + std::string(why), true);
  }

  // False: the deadline has passed.
  bool WaitFor(int fd, short events) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - steady_clock::now());
    pollfd entry = {fd, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::max<int64_t>(0, left.count())));
    return ready > 0 || (ready < 0 && errno == EINTR);
  }

  Result<Socket> ConnectTo(int family, const sockaddr* address, socklen_t size) const {
    Socket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.fd() < 0) return Fail(Failure(std::strerror(errno)));
    if (connect(socket.fd(), address, size) != 0) {
      if (errno != EINPROGRESS) return Fail(Failure(std::strerror(errno)));
      if (!WaitFor(socket.fd(), POLLOUT)) return Fail(Failure("it does not answer"));
      int error = 0;
      socklen_t error_size = sizeof error;
      getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &error_size);
      if (error != 0) return Fail(Failure(std::strerror(error)));
    }
    return socket;
  }

  Result<Socket> ConnectUnix(std::string_view path) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Fail(Failure("the path is too long"));
    path.copy(address.sun_path, path.size());
    return ConnectTo(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }

  Result<Socket> ConnectTcp(std::string_view authority) const {
    const size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos) return Fail(Failure("the address has no port"));
    std::string_view host = authority.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(std::string(host).c_str(),
                                  std::string(authority.substr(colon + 1)).c_str(), &hints, &list);
    if (error != 0) return Fail(Failure(gai_strerror(error)));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
    Result<Socket> socket = Fail(Failure("the name has no address"));
    for (const addrinfo* entry = list; entry != nullptr && !socket; entry = entry->ai_next) {
      socket = ConnectTo(entry->ai_family, entry->ai_addr, entry->ai_addrlen);
    }
    return socket;
  }

  Result<Socket> Connect() const {
    constexpr std::string_view kHttp = "http://", kUnix = "unix:";
    std::string_view address = question_.address;
    if (address.starts_with(kUnix)) return ConnectUnix(address.substr(kUnix.size()));
    if (!address.starts_with(kHttp)) return Fail(Failure("only http:// and unix: are understood"));
    address.remove_prefix(kHttp.size());
    return ConnectTcp(address.substr(0, address.find('/')));
  }

  Status Send(int fd) const {
    constexpr std::string_view kHttp = "http://";
    const bool tcp = question_.address.starts_with(kHttp);
    const std::string host = tcp ? question_.address.substr(kHttp.size()) : "localhost";
    std::string request =
        "GET " + question_.path + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n";
    for (const auto& [name, value] : question_.headers) request += name + ": " + value + "\r\n";
    request += "\r\n";
    std::string_view rest = request;
    while (!rest.empty()) {
      if (!WaitFor(fd, POLLOUT)) return Fail(Failure("it does not read"));
      const ssize_t sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        rest.remove_prefix(static_cast<size_t>(sent));
      } else if (errno != EAGAIN && errno != EINTR) {
        return Fail(Failure(std::strerror(errno)));
      }
    }
    return {};
  }

  Result<HttpReply> Receive(int fd) const {
    std::string bytes;
    char buffer[16 << 10];
    while (bytes.size() <= kMaxReplyBytes) {
      if (!WaitFor(fd, POLLIN)) return Fail(Failure("it does not answer in time"));
      const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got < 0) return Fail(Failure(std::strerror(errno)));
      bytes.append(buffer, static_cast<size_t>(got));
      Result<std::optional<HttpReply>> reply = ParseReply(bytes, got == 0);
      if (!reply) return Fail(Failure(reply.error().message));
      if (reply->has_value()) return std::move(**reply);
    }
    return Fail(Failure("the answer is longer than anything expected here"));
  }

  const HttpQuestion& question_;
  const steady_clock::time_point deadline_;
};

}  // namespace

Result<HttpReply> HttpGet(const HttpQuestion& question, Duration timeout) {
  return Exchange(question, timeout).Run();
}

}  // namespace farthing::cli
