#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace farthing::cli {

struct HttpReply {
  int status = 0;
  std::string body;
};

struct HttpQuestion {
  std::string address;  // http://HOST:PORT, https://…, http://[V6]:PORT or unix:PATH
  std::string path;     // "/admin/v1/live"
  std::vector<std::pair<std::string, std::string>> headers;
  bool verify = true;  // of https: insist on a certificate that the system trusts for the host
};

// One GET over a connection of its own, for commands that ask a running gateway. Blocks until the
// answer is complete or `timeout` has passed. Any status is an answer; the error (kUpstream) is one
// sentence that says why there is none.
Result<HttpReply> HttpGet(const HttpQuestion& question, Duration timeout);

// Reads an HTTP/1.1 answer from all bytes received so far: nullopt while more must come, an error
// when no more bytes could make it one. `closed`: the other side has ended the connection. Bodies
// with content-length, chunked, or up to the end.
Result<std::optional<HttpReply>> ParseReply(std::string_view bytes, bool closed);

}  // namespace farthing::cli
