#pragma once

#include <string>
#include <string_view>

namespace farthing::config {

struct UrlRules {
  bool https = true;  // besides http
  bool user = false;  // may hold user:password@
  bool path = true;
  bool unix_socket = false;  // may be unix:/PATH or unix:/PATH:/URL-PATH instead
};

// Empty when `url` is SCHEME://HOST[:PORT][/PATH] by these rules and has no query or fragment;
// else the end of a sentence that begins with what the URL is of.
std::string UrlMistake(std::string_view url, const UrlRules& rules);

}  // namespace farthing::config
