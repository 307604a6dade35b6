#include "config/address.h"

#include <arpa/inet.h>

#include <optional>

#include "config/host_port.h"

namespace farthing::config {
namespace {

constexpr size_t kLongestUnixPath = 107;  // sockaddr_un

}  // namespace

tl::expected<Address, std::string> ParseAddress(std::string_view text) {
  using Failure = tl::unexpected<std::string>;
  Address address;
  if (text.starts_with("unix:")) {
    address.unix_path = text.substr(5);
    if (!address.unix_path.empty() && address.unix_path.size() <= kLongestUnixPath) return address;
    return Failure("a Unix socket needs a path of 1 to 107 bytes, as in unix:/run/farthing.sock");
  }
  const std::optional<HostPort> parts = SplitHostPort(text);
  const std::optional<uint16_t> port =
      parts && parts->port ? ParsePort(*parts->port) : std::nullopt;
  if (!port) {
    return Failure(
        "write HOST:PORT, [V6]:PORT or unix:/PATH with a port from 0 to 65535, as in "
        "127.0.0.1:4000");
  }
  address.host = parts->host;
  address.port = *port;
  return address;
}

bool IsLoopback(const Address& address) {
  if (!address.unix_path.empty() || address.host == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, address.host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, address.host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace farthing::config
