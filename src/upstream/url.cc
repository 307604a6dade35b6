#include "upstream/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace farthing::upstream {
namespace {

// What stands before an @ may be a secret and is not repeated.
tl::unexpected<Error> Bad(std::string_view text, std::string_view why) {
  const std::string_view shown = text.substr(text.rfind('@') + 1);
  return Fail(Error::Configuration(fmt::format("'{}' is not a usable URL: {}", shown, why)));
}

bool IsVisibleAscii(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

uint16_t DefaultPort(Scheme scheme) { return scheme == Scheme::kHttps ? 443 : 80; }

bool IsHostName(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
  });
}

bool IsIPv6(std::string_view host) {
  return host.find(':') != host.npos && std::ranges::all_of(host, [](unsigned char c) {
           return std::isxdigit(c) != 0 || c == ':' || c == '.';
         });
}

std::optional<uint16_t> ParsePort(std::string_view digits) {
  uint16_t port = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (status != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
  return port;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    int byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ptr == &text[i + 1] + 2) {
      out.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string WithoutTrailingSlashes(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

// `rest` follows "unix:". The socket's path ends at the first ":/", as in nginx.
Result<Url> ParseUnix(std::string_view text, std::string_view rest) {
  if (!rest.starts_with('/')) return Bad(text, "a socket needs an absolute path");
  const size_t split = rest.find(":/");
  Url url;
  url.origin = {Scheme::kUnix, std::string(rest.substr(0, split)), 0};
  if (split != rest.npos) url.path = WithoutTrailingSlashes(rest.substr(split + 1));
  return url;
}

Status ReadHostAndPort(std::string_view text, std::string_view authority, Origin* origin) {
  std::string_view host = authority, port;
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == authority.npos) return Bad(text, "the bracket of the IPv6 address is not closed");
    host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
    if (!IsIPv6(host)) return Bad(text, "the brackets hold no IPv6 address");
  } else {
    const size_t colon = authority.find(':');
    host = authority.substr(0, colon);
    if (colon != authority.npos) port = authority.substr(colon);
    if (!IsHostName(host)) return Bad(text, "the host name is missing or malformed");
  }
  origin->host.resize(host.size());
  std::ranges::transform(host, origin->host.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  origin->port = DefaultPort(origin->scheme);
  if (port.empty()) return {};
  const auto number = port.starts_with(':') ? ParsePort(port.substr(1)) : std::nullopt;
  if (!number) return Bad(text, "the port must be a number from 1 to 65535");
  origin->port = *number;
  return {};
}

Result<Url> Parse(std::string_view text) {
  if (!IsVisibleAscii(text)) return Bad(text, "it holds a space, a control or a non-ASCII byte");
  if (text.starts_with("unix:")) return ParseUnix(text, text.substr(5));
  Url url;
  std::string_view rest;
  if (text.starts_with("http://")) {
    rest = text.substr(7);
  } else if (text.starts_with("https://")) {
    url.origin.scheme = Scheme::kHttps;
    rest = text.substr(8);
  } else {
    return Bad(text, "it must begin with http://, https:// or unix:");
  }
  if (rest.find_first_of("?#") != rest.npos) return Bad(text, "it may have no query or fragment");
  const size_t slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  if (const size_t at = authority.rfind('@'); at != authority.npos) {
    url.userinfo = PercentDecode(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  if (slash != rest.npos) url.path = WithoutTrailingSlashes(rest.substr(slash));
  if (Status status = ReadHostAndPort(text, authority, &url.origin); !status) {
    return Fail(std::move(status.error()));
  }
  return url;
}

}  // namespace

Result<Url> ParseUrl(std::string_view text) {
  Result<Url> url = Parse(text);
  if (url && !url->userinfo.empty()) {
    return Fail(Error::Configuration(
        "a base URL may hold no user information; give the key as api_key instead"));
  }
  return url;
}

Result<Url> ParseProxyUrl(std::string_view text) {
  Result<Url> url = Parse(text);
  if (!url) return url;
  if (url->origin.scheme != Scheme::kHttp || !url->path.empty()) {
    return Fail(Error::Configuration("a proxy must look like http://[user:password@]host:port"));
  }
  return url;
}

std::string HostHeader(const Origin& origin) {
  if (origin.scheme == Scheme::kUnix) return "localhost";
  const bool is_ipv6 = origin.host.find(':') != std::string::npos;
  std::string host = is_ipv6 ? fmt::format("[{}]", origin.host) : origin.host;
  if (origin.port != DefaultPort(origin.scheme)) host += fmt::format(":{}", origin.port);
  return host;
}

std::string ToString(const Origin& origin) {
  switch (origin.scheme) {
    case Scheme::kUnix:
      return "unix:" + origin.host;
    case Scheme::kHttps:
      return "https://" + HostHeader(origin);
    case Scheme::kHttp:
      break;
  }
  return "http://" + HostHeader(origin);
}

}  // namespace farthing::upstream
