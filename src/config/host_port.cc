#include "config/host_port.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace farthing::config {
namespace {

bool IsV6(const std::string& host) {
  in6_addr unused;
  return inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

bool IsHostName(std::string_view host) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  return !host.empty() && host.size() <= 253 &&
         host.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

std::optional<HostPort> SplitHostPort(std::string_view text) {
  HostPort parts;
  std::string_view rest;
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return {};
    parts.host = text.substr(1, close - 1);
    if (!IsV6(parts.host)) return {};
    rest = text.substr(close + 1);
  } else {
    const size_t colon = std::min(text.find(':'), text.size());
    parts.host = text.substr(0, colon);
    if (!IsHostName(parts.host)) return {};
    rest = text.substr(colon);
  }
  if (rest.empty()) return parts;
  if (!rest.starts_with(':')) return {};
  parts.port = rest.substr(1);
  return parts;
}

std::optional<uint16_t> ParsePort(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return port;
}

}  // namespace farthing::config
