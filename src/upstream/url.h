#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::upstream {

enum class Scheme : uint8_t { kHttp, kHttps, kUnix };

// Where connections go: what a connection pool is keyed by.
struct Origin {
  Scheme scheme = Scheme::kHttp;
  std::string host;   // lower case; an IPv6 literal without its brackets; kUnix: the socket's path
  uint16_t port = 0;  // kUnix: 0

  bool operator==(const Origin&) const = default;
};

struct Url {
  Origin origin;
  std::string path;      // "" or "/…" without a trailing slash
  std::string userinfo;  // "user:password", percent-decoded; only of a proxy

  bool operator==(const Url&) const = default;
};

// Reads http://HOST[:PORT][/PATH], https://… or unix:/SOCKET[:/PATH]. Refuses user information, a
// query, a fragment and every byte that could not stand in a request line. Errors: kConfiguration,
// naming the part at fault.
Result<Url> ParseUrl(std::string_view text);

// Reads http://[USER:PASSWORD@]HOST:PORT, the address of a forward proxy.
Result<Url> ParseProxyUrl(std::string_view text);

// The value of the host header: brackets around IPv6, the port only where it is not the scheme's
// own, "localhost" for a socket.
std::string HostHeader(const Origin& origin);

// "https://api.openai.com", "unix:/run/llm.sock": for logs and `farthing check`.
std::string ToString(const Origin& origin);

}  // namespace farthing::upstream
