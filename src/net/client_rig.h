#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/client.h"
#include "net/test_rig.h"

namespace farthing::net::test {

// What one call through a pool came to.
struct Outcome {
  int status = 0;
  std::string body;
  std::optional<Error> error;
  bool reused = false;

  // "200 body", or "kUpstream: sentence".
  std::string text() const;
};

struct CallOptions {
  std::string request = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
  bool head_request = false;
  Duration time = kPatience;
};

// A ClientPool on a loop of its own towards one upstream.
class TestClient {
 public:
  explicit TestClient(Destination destination, ClientPool::Options options = {},
                      Resolver::Lookup lookup = Resolver::SystemLookup());
  explicit TestClient(const Address& upstream) : TestClient(To(upstream)) {}
  ~TestClient();

  static Destination To(const Address& upstream);

  // Acquires, or connects, and makes one call; reads its answer to the end.
  Outcome Ask(CallOptions options = {});
  std::string AskText(CallOptions options = {}) { return Ask(std::move(options)).text(); }
  // Connects only; the connection is closed again.
  std::optional<Error> TryConnect(Duration time = kPatience);

  LoopThread& thread() { return thread_; }
  ClientPool& pool() { return *pool_; }  // for thread().Call
  Interrupt& interrupt() { return interrupt_; }
  uint32_t idle() {
    return thread_.Call([this] { return pool_->idle(); });
  }

 private:
  Task<Outcome> Call(CallOptions options);
  Task<std::optional<Error>> ConnectOnly(Duration time);

  SystemClock clock_;
  LoopThread thread_;
  Resolver resolver_;
  Interrupt interrupt_;
  std::unique_ptr<ClientPool> pool_;
};

}  // namespace farthing::net::test
