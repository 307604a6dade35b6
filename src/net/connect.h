#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
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

// Lets a waiting caller give up what another coroutine is doing: that one stores how to interrupt
// its present wait. One thread.
class Interrupt {
 public:
  // Ends the present wait and every later one that is entered with a hook.
  void Trigger();
  bool triggered() const { return triggered_; }

  // While a Scope lives, Trigger calls its hook once. Scopes nest; the innermost acts.
  class Scope {
   public:
    Scope(Interrupt* interrupt, std::function<void()> hook);
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope();

   private:
    Interrupt* interrupt_;
    std::function<void()> outer_;
  };

 private:
  std::function<void()> hook_;
  bool triggered_ = false;
};

// A connection, TLS handshake included, by `deadline`. Several addresses are raced (RFC 8305): the
// next one starts 250 ms after the last, or at once when that failed. `tls` may be null unless the
// destination asks for TLS. Errors are kUpstream (retryable), kTimeout or kCancelled.
Task<Result<Socket>> Connect(Loop& loop, Resolver& resolver, const Destination& destination,
                             TlsClient* tls, MonotonicTime deadline, Interrupt& interrupt);

}  // namespace farthing::net
