#include "cli/channel.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "config/host_port.h"
#include "net/tls_bio.h"

namespace farthing::cli {
namespace {

constexpr std::string_view kHttp = "http://", kHttps = "https://", kUnix = "unix:";

tl::unexpected<Error> Because(std::string why) {
  return Fail(Error::Upstream(std::move(why), true));
}

}  // namespace

Result<Channel> Channel::Open(std::string_view address, bool verify, Deadline deadline) {
  if (address.starts_with(kUnix)) return OpenUnix(address.substr(kUnix.size()), deadline);
  const bool tls = address.starts_with(kHttps);
  if (!tls && !address.starts_with(kHttp)) {
    return Because("only http://, https:// and unix: are understood");
  }
  address.remove_prefix(tls ? kHttps.size() : kHttp.size());
  const auto parts = config::SplitHostPort(address.substr(0, address.find('/')));
  if (!parts || !parts->port) return Because("the address has no port");
  const std::string host(parts->host);
  Result<Channel> channel = OpenTcp(host, std::string(*parts->port), deadline);
  if (!channel || !tls) return channel;
  if (Status started = channel->StartTls(host, verify); !started) return Fail(started.error());
  return channel;
}

Channel::Channel(Channel&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      deadline_(other.deadline_),
      client_(std::move(other.client_)),
      tls_(std::exchange(other.tls_, nullptr)) {}

Channel::~Channel() {
  SSL_free(tls_);
  if (fd_ >= 0) close(fd_);
}

Result<Channel> Channel::OpenUnix(std::string_view path, Deadline deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return Because("the path is too long");
  path.copy(address.sun_path, path.size());
  Channel channel(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), deadline);
  if (Status connected = channel.Connect(&address, sizeof address); !connected) {
    return Fail(connected.error());
  }
  return channel;
}

Result<Channel> Channel::OpenTcp(const std::string& host, const std::string& port,
                                 Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list); error != 0) {
    return Because(gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
  Status connected;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    Channel channel(socket(entry->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                    deadline);
    connected = channel.Connect(entry->ai_addr, entry->ai_addrlen);
    if (connected) return channel;
  }
  return Fail(connected.error());
}

Status Channel::Connect(const void* address, size_t size) {
  if (fd_ < 0) return Because(std::strerror(errno));
  if (connect(fd_, static_cast<const sockaddr*>(address), static_cast<socklen_t>(size)) == 0) {
    return {};
  }
  if (errno != EINPROGRESS) return Because(std::strerror(errno));
  if (Status ready = Wait(POLLOUT); !ready) return ready;
  int error = 0;
  socklen_t error_size = sizeof error;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &error_size);
  if (error != 0) return Because(std::strerror(error));
  return {};
}

Status Channel::StartTls(const std::string& host, bool verify) {
  Result<std::unique_ptr<net::TlsClient>> client = net::TlsClient::Create("");
  if (!client) return Fail(client.error());
  client_ = std::move(*client);
  tls_ = client_->Connect(host);
  if (!verify) SSL_set_verify(tls_, SSL_VERIFY_NONE, nullptr);
  net::AttachSocket(tls_, fd_);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(tls_);
    if (result == 1) return {};
    if (Status ready = WaitForTls(result); !ready) return ready;
  }
}

Status Channel::Wait(short events) const {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    pollfd entry = {fd_, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::max<int64_t>(0, left.count())));
    if (ready > 0) return {};
    if (ready == 0) return Because("it does not answer in time");
    if (errno != EINTR) return Because(std::strerror(errno));
  }
}

Status Channel::WaitForTls(int result) const {
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
      return Wait(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return Wait(POLLOUT);
    default:
      return Because("TLS failed: " + net::TlsClient::Explain(tls_));
  }
}

Status Channel::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    Status ready;
    ssize_t sent = 0;
    if (tls_ != nullptr) {
      ERR_clear_error();
      sent = SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) ready = WaitForTls(static_cast<int>(sent));
    } else {
      sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return Because(std::strerror(errno));
      if (sent < 0) ready = Wait(POLLOUT);
    }
    if (!ready) return ready;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return {};
}

Result<size_t> Channel::Read(std::span<char> buffer) {
  for (;;) {
    Status ready;
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int got = SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()));
      if (got > 0) return static_cast<size_t>(got);
      if (SSL_get_error(tls_, got) == SSL_ERROR_ZERO_RETURN) return size_t{0};
      ready = WaitForTls(got);
    } else {
      const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
      if (got >= 0) return static_cast<size_t>(got);
      if (errno != EAGAIN && errno != EINTR) return Because(std::strerror(errno));
      ready = Wait(POLLIN);
    }
    if (!ready) return Fail(ready.error());
  }
}

}  // namespace farthing::cli
