#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

#include "net/http_head.h"

namespace farthing::net {

Address::Address(const sockaddr* address, socklen_t size) : size_(size) {
  std::memcpy(&storage_, address, size);
}

Result<Address> Address::FromLiteral(std::string_view host, uint16_t port) {
  const std::string text(host);
  sockaddr_in v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return Address(reinterpret_cast<const sockaddr*>(&v4), sizeof(v4));
  }
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return Address(reinterpret_cast<const sockaddr*>(&v6), sizeof(v6));
  }
  return Fail(Error::Configuration("\"" + text + "\" is not an IP address."));
}

Result<Address> Address::Unix(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return Fail(Error::Configuration("A unix socket's path must have 1 to 107 bytes; shorten \"" +
                                     std::string(path) + "\"."));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return Address(reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

Result<Address> Address::Parse(std::string_view text) {
  if (text.starts_with("unix:")) return Unix(text.substr(5));
  const size_t colon = text.rfind(':');
  const std::optional<uint64_t> port =
      colon == std::string_view::npos ? std::nullopt : ParseDecimal(text.substr(colon + 1));
  if (!port || *port > 65535) {
    return Fail(Error::Configuration("\"" + std::string(text) +
                                     "\" is not HOST:PORT, [IPv6]:PORT or unix:PATH."));
  }
  std::string_view host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return FromLiteral(host, static_cast<uint16_t>(*port));
}

bool Address::is_loopback() const {
  if (family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage_);
    return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
  }
  if (family() == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage_);
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
  }
  return is_unix();
}

uint16_t Address::port() const {
  if (family() == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&storage_)->sin_port);
  if (family() == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_port);
  }
  return 0;
}

Address Address::WithPort(uint16_t port) const {
  Address changed = *this;
  if (family() == AF_INET)
    reinterpret_cast<sockaddr_in*>(&changed.storage_)->sin_port = htons(port);
  if (family() == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&changed.storage_)->sin6_port = htons(port);
  }
  return changed;
}

std::string Address::HostString() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (family() == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&storage_)->sin_addr, text,
              sizeof(text));
  } else if (family() == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_addr, text,
              sizeof(text));
  } else if (is_unix()) {
    return "unix";
  }
  return text;
}

std::string Address::ToString() const {
  if (is_unix()) {
    return std::string("unix:") + reinterpret_cast<const sockaddr_un*>(&storage_)->sun_path;
  }
  const std::string host = HostString();
  const std::string port = std::to_string(this->port());
  return family() == AF_INET6 ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace farthing::net
