#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "net/interrupt.h"
#include "net/resolver.h"
#include "net/socket.h"
#include "net/task.h"
#include "net/tls.h"

namespace farthing::net {

// Where connections to one upstream go, and how.
struct Destination {
  std::string host;  // a name or an IP literal
  uint16_t port = 0;
  bool tls = false;
  std::string unix_path;  // instead of host and port

  // An HTTP proxy in between; host empty: none. TLS goes through it by CONNECT.
  std::string proxy_host;
  uint16_t proxy_port = 0;
  std::string proxy_authorization;  // the value of proxy-authorization; may be empty

  std::string ca_file;  // PEM; empty: the system's store
};

// A connection, look-up and TLS handshake included, by `deadline`. Several addresses are raced (RFC
// 8305): the next one starts 250 ms after the last, or at once when that failed. `tls` may be null
// unless the destination asks for TLS. Errors are kUpstream (retryable), kTimeout or kCancelled.
Task<Result<Socket>> Connect(Loop& loop, Resolver& resolver, const Destination& destination,
                             TlsClient* tls, MonotonicTime deadline, Interrupt& interrupt);

}  // namespace farthing::net
