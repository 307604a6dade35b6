#include "config/url.h"

#include <algorithm>
#include <optional>

#include "config/host_port.h"

namespace farthing::config {

std::string UrlMistake(std::string_view url, const UrlRules& rules) {
  // A socket on this machine: unix:/PATH or unix:/PATH:/v1.
  if (rules.unix_socket && url.starts_with("unix:/")) {
    return url.find_first_of(" ?#\\") == std::string_view::npos
               ? ""
               : "must not hold a space, backslash, query (?) or fragment (#); remove it";
  }
  if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else if (rules.https && url.starts_with("https://")) {
    url.remove_prefix(8);
  } else {
    return rules.https ? "must begin with http:// or https://" : "must begin with http://";
  }
  if (url.find_first_of(" ?#") != std::string_view::npos ||
      url.find('\\') != std::string_view::npos) {
    return "must not hold a space, backslash, query (?) or fragment (#); remove it";
  }
  const size_t slash = std::min(url.find('/'), url.size());
  if (!rules.path && slash + 1 < url.size()) return "must not have a path; end it after the port";
  std::string_view authority = url.substr(0, slash);
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    if (!rules.user) return "must not hold a user or password; use api_key or headers";
    authority.remove_prefix(at + 1);
  }
  const std::optional<HostPort> parts = SplitHostPort(authority);
  if (!parts) return "has no valid host; write it as in http://127.0.0.1:8000/v1";
  if (!parts->port) return "";
  const std::optional<uint16_t> port = ParsePort(*parts->port);
  return port && *port != 0 ? "" : "has no valid port; it is a number from 1 to 65535";
}

}  // namespace farthing::config
