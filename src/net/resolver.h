#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "net/address.h"
#include "net/interrupt.h"
#include "net/loop.h"
#include "net/task.h"

namespace farthing::net {

// Names to addresses, off the event loops: a few named threads call the system's resolver. Answers
// are kept for kFresh; older ones up to kStale are still given while a new look-up runs, so that a
// slow name server delays nobody who was served before. Shared by all workers; thread-safe.
class Resolver {
 public:
  using Addresses = std::vector<Address>;
  // Blocking; replaced in tests. Errors are kUpstream.
  using Lookup = std::function<Result<Addresses>(const std::string& host)>;

  static constexpr std::chrono::seconds kFresh{30};
  static constexpr std::chrono::minutes kStale{10};

  // The system's getaddrinfo.
  static Lookup SystemLookup();

  Resolver(Clock& clock, Lookup lookup, int threads = 2);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  // A look-up that still hangs after kPatience is left behind with its thread.
  ~Resolver();
  static constexpr std::chrono::milliseconds kPatience{500};

  // The addresses of `host` with `port` put in; literals are answered at once. To be awaited on
  // `loop`'s thread. IPv6 and IPv4 alternate, in the order to be tried (RFC 8305, section 4).
  // Errors: kUpstream, kTimeout after `deadline`, kCancelled; a look-up that nobody waits for any
  // more still refreshes what is kept.
  Task<Result<Addresses>> Resolve(Loop& loop, std::string host, uint16_t port,
                                  MonotonicTime deadline, Interrupt& interrupt);

 private:
  struct State;
  using Answer = std::function<void(Result<Addresses>)>;

  std::optional<Addresses> Ask(const std::string& host, Answer answer);

  const std::shared_ptr<State> state_;  // the threads' too
  std::vector<std::thread> threads_;
};

}  // namespace farthing::net
