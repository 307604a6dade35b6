#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::net {

// Where a stream socket listens or connects to: IPv4, IPv6 or a unix path. A value.
class Address {
 public:
  Address() = default;
  Address(const sockaddr* address, socklen_t size);

  // "HOST:PORT" with a literal HOST, "[V6]:PORT" or "unix:PATH". Errors are kConfiguration.
  static Result<Address> Parse(std::string_view text);
  // A literal IPv4 or IPv6 address (without brackets), or an error: names are for the Resolver.
  static Result<Address> FromLiteral(std::string_view host, uint16_t port);
  static Result<Address> Unix(std::string_view path);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return size_; }
  int family() const { return storage_.ss_family; }

  bool is_unix() const { return family() == AF_UNIX; }
  // Reachable from this machine only: 127.0.0.0/8, ::1 or a unix socket.
  bool is_loopback() const;
  uint16_t port() const;
  Address WithPort(uint16_t port) const;

  // "127.0.0.1:4000", "[::1]:4000" or "unix:/path".
  std::string ToString() const;
  // Without the port.
  std::string HostString() const;

 private:
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

}  // namespace farthing::net
