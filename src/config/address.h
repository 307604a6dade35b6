#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace farthing::config {

// A place to listen: a TCP host and port, or a Unix socket.
struct Address {
  std::string host;       // without brackets; "" for a Unix socket
  uint16_t port = 0;      // 0: any free one
  std::string unix_path;  // "" for TCP

  bool operator==(const Address&) const = default;
};

// "HOST:PORT", "[V6]:PORT" or "unix:PATH". The error says what to write instead.
tl::expected<Address, std::string> ParseAddress(std::string_view text);

// True when only programs of this machine can reach it: a Unix socket, 127.0.0.0/8, ::1 or
// localhost. Names are not resolved.
bool IsLoopback(const Address& address);

}  // namespace farthing::config
