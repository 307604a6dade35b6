#include "net/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace farthing::net {
namespace {

void SetOption(int fd, int level, int option) {
  const int on = 1;
  setsockopt(fd, level, option, &on, sizeof(on));
}

// A unix socket's file stays behind when a process dies; it is removed only if nobody listens.
void RemoveStaleSocketFile(const Address& address) {
  const auto* path = reinterpret_cast<const sockaddr_un*>(address.get())->sun_path;
  struct stat status{};
  if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connect(probe, address.get(), address.size()) != 0 && errno == ECONNREFUSED) unlink(path);
  close(probe);
}

Error CannotListen(const Address& address, int error) {
  const std::string where = address.ToString();
  switch (error) {
    case EADDRINUSE:
      return Error::Configuration("Cannot listen on " + where +
                                  ": another process already does; stop it or choose another "
                                  "address with --listen.");
    case EACCES:
      return Error::Configuration("Cannot listen on " + where +
                                  ": permission denied; choose a port above 1023 or a folder you "
                                  "may write to.");
    case EADDRNOTAVAIL:
      return Error::Configuration("Cannot listen on " + where +
                                  ": this machine has no such address.");
    default:
      return Error::Configuration("Cannot listen on " + where + ": " + std::strerror(error) + ".");
  }
}

}  // namespace

Result<ListenSocket> ListenSocket::Open(const Address& address, bool share_port) {
  if (address.is_unix()) RemoveStaleSocketFile(address);
  const int fd = socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return Fail(CannotListen(address, errno));
  ListenSocket listener(fd, address);
  if (!address.is_unix()) {
    SetOption(fd, SOL_SOCKET, SO_REUSEADDR);
    if (share_port) SetOption(fd, SOL_SOCKET, SO_REUSEPORT);
    if (address.family() == AF_INET6) SetOption(fd, IPPROTO_IPV6, IPV6_V6ONLY);
  }
  if (bind(fd, address.get(), address.size()) != 0 || listen(fd, 4096) != 0) {
    return Fail(CannotListen(address, errno));
  }
  if (!address.is_unix()) {
    sockaddr_storage bound{};
    socklen_t size = sizeof(bound);
    CHECK(getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    listener.address_ = Address(reinterpret_cast<const sockaddr*>(&bound), size);
  }
  return listener;
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), address_(other.address_) {}

ListenSocket::~ListenSocket() {
  if (fd_ >= 0) close(fd_);
}

ListenSocket ListenSocket::Duplicate() const {
  return ListenSocket(fcntl(fd_, F_DUPFD_CLOEXEC, 0), address_);
}

int ListenSocket::Release() { return std::exchange(fd_, -1); }

class Acceptor::Target final : public EventTarget {
 public:
  Target(Loop& loop, int fd, bool tcp, Accepted accepted)
      : loop_(loop), fd_(fd), tcp_(tcp), accepted_(std::move(accepted)) {}
  ~Target() override { CloseFd(); }

  void CloseFd() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

  void OnEvents() override {
    // Many callers in a row are served while they are accepted: the others must get their turn.
    for (int accepted = 0; fd_ >= 0; ++accepted) {
      if (accepted == kMostAtOnce) return RetryIn(std::chrono::milliseconds(1));
      sockaddr_storage peer{};
      socklen_t size = sizeof(peer);
      const int fd =
          accept4(fd_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        if (tcp_) SetOption(fd, IPPROTO_TCP, TCP_NODELAY);
        accepted_(Socket(loop_, fd), Address(reinterpret_cast<const sockaddr*>(&peer), size));
        continue;
      }
      if (errno == EINTR || errno == ECONNABORTED) continue;
      // Mostly out of descriptors: connections stay in the backlog.
      if (errno != EAGAIN) RetryIn(std::chrono::milliseconds(100));
      return;
    }
  }

 private:
  static constexpr int kMostAtOnce = 64;

  // No new edge will tell of those that wait already.
  void RetryIn(Duration delay) {
    if (!retry_.armed()) loop_.timers().Arm(&retry_, loop_.now() + delay);
  }

  struct Retry final : Timer {
    explicit Retry(Target& owner) : target(owner) {}
    void OnTimer() override { target.OnEvents(); }
    Target& target;
  };

  Loop& loop_;
  int fd_;
  const bool tcp_;
  Accepted accepted_;
  Retry retry_{*this};
};

Acceptor::Acceptor(Loop& loop, ListenSocket socket, Accepted accepted) : loop_(loop) {
  const bool tcp = !socket.address().is_unix();
  const int fd = socket.Release();
  target_ = std::make_unique<Target>(loop, fd, tcp, std::move(accepted));
  loop.Watch(fd, target_.get());
}

Acceptor::~Acceptor() { Close(); }

void Acceptor::Close() {
  if (target_ == nullptr) return;
  target_->CloseFd();
  loop_.Retire(std::move(target_));
}

}  // namespace farthing::net
