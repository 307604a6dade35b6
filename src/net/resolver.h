#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
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
  ~Resolver();

  // The addresses of `host` with `port` put in; literals are answered at once. To be awaited on
  // `loop`'s thread. IPv6 and IPv4 alternate, in the order to be tried (RFC 8305, section 4).
  // Errors: kUpstream, kTimeout after `deadline`, kCancelled; a look-up that nobody waits for any
  // more still refreshes what is kept.
  Task<Result<Addresses>> Resolve(Loop& loop, std::string host, uint16_t port,
                                  MonotonicTime deadline, Interrupt& interrupt);

 private:
  struct Entry;
  using Answer = std::function<void(Result<Addresses>)>;

  std::optional<Addresses> Ask(const std::string& host, Answer answer);
  void Work();
  void Finish(const std::string& host, Result<Addresses> found);

  Clock& clock_;
  const Lookup lookup_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Entry> entries_;  // guarded by mutex_, as all below
  std::vector<std::string> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace farthing::net
