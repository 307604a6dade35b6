#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace farthing::lab {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }

  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }
  void Close();

 private:
  int fd_ = -1;
};

// An IPv4 or IPv6 address with its port.
struct SocketAddress {
  sockaddr_storage address{};
  socklen_t size = 0;

  std::string ToString() const;  // "127.0.0.1:80", "[::1]:80"
};

// "HOST:PORT" or "[IPV6]:PORT". A name is looked up (blocking); the first answer is taken.
Result<SocketAddress> ParseSocketAddress(std::string_view text);

// A non-blocking listener with SO_REUSEPORT, so that several threads may share a port.
Result<Fd> Listen(const SocketAddress& endpoint);

// Where a bound socket listens; tells the port that port 0 became.
SocketAddress LocalAddress(const Fd& socket);

// A non-blocking connection being made; writable once it stands or has failed (SocketError).
Result<Fd> StartConnect(const SocketAddress& endpoint);
int SocketError(const Fd& socket);

// Makes the next Close send RST and drop what was not sent yet.
void ResetOnClose(const Fd& socket);
void SetNoDelay(int fd);

}  // namespace farthing::lab
