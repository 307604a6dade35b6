#include "net/resolver.h"

#include <netdb.h>
#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace farthing::net {

struct Resolver::State {
  State(Clock& owners_clock, Lookup system) : clock(owners_clock), lookup(std::move(system)) {}

  void Work();
  void Finish(const std::string& host, Result<Addresses> found);

  struct Entry {
    Addresses addresses;
    MonotonicTime found{};
    bool known = false;
    bool asked = false;  // a look-up is queued or running
    std::vector<Answer> waiting;
  };

  Clock& clock;  // not to be used once `stopping`
  const Lookup lookup;
  std::mutex mutex;
  std::condition_variable wake, ended;
  std::map<std::string, Entry> entries;  // guarded by the mutex, as all below
  std::vector<std::string> queue;
  bool stopping = false;
  int working = 0;  // threads
};

namespace {

// RFC 8305: one family after the other, beginning with the one the system put first.
Resolver::Addresses Interleave(const Resolver::Addresses& addresses) {
  if (addresses.empty()) return {};
  const int first = addresses.front().family();
  Resolver::Addresses ours, others, mixed;
  for (const Address& a : addresses) (a.family() == first ? ours : others).push_back(a);
  for (size_t i = 0; i < std::max(ours.size(), others.size()); ++i) {
    if (i < ours.size()) mixed.push_back(ours[i]);
    if (i < others.size()) mixed.push_back(others[i]);
  }
  return mixed;
}

// What a coroutine and the look-up it waits for share: either may go first.
struct Waiting {
  void Wake() {
    if (pause != nullptr) pause->Cancel();
  }

  std::optional<Result<Resolver::Addresses>> found;
  Sleep* pause = nullptr;
};

Error Cancelled() {
  Error error;
  error.code = ErrorCode::kCancelled;
  error.message = "The caller hung up.";
  return error;
}

}  // namespace

Resolver::Lookup Resolver::SystemLookup() {
  return [](const std::string& host) -> Result<Addresses> {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int failed = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (failed != 0) {
      return Fail(Error::Upstream(
          "The name " + host + " cannot be resolved: " + gai_strerror(failed) + ".", true));
    }
    Addresses addresses;
    for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
      addresses.emplace_back(at->ai_addr, at->ai_addrlen);
    }
    freeaddrinfo(list);
    return addresses;
  };
}

Resolver::Resolver(Clock& clock, Lookup lookup, int threads)
    : state_(std::make_shared<State>(clock, std::move(lookup))) {
  state_->working = threads;
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([state = state_] { state->Work(); });
    pthread_setname_np(threads_.back().native_handle(), "resolver");
  }
}

Resolver::~Resolver() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->wake.notify_all();
  const bool all = state_->ended.wait_for(lock, kPatience, [this] { return state_->working == 0; });
  lock.unlock();
  for (std::thread& thread : threads_) {
    if (all) {
      thread.join();
    } else {
      thread.detach();
    }
  }
}

void Resolver::State::Work() {
  std::unique_lock lock(mutex);
  for (;;) {
    wake.wait(lock, [this] { return stopping || !queue.empty(); });
    if (stopping) break;
    const std::string host = std::move(queue.front());
    queue.erase(queue.begin());
    lock.unlock();
    Result<Addresses> found = lookup(host);
    if (found) found = Interleave(*found);
    Finish(host, std::move(found));
    lock.lock();
  }
  --working;
  ended.notify_all();
}

void Resolver::State::Finish(const std::string& host, Result<Addresses> found) {
  std::vector<Answer> waiting;
  {
    const std::lock_guard lock(mutex);
    if (stopping) return;
    Entry& entry = entries[host];
    entry.asked = false;
    if (found && !found->empty()) {
      entry.addresses = *found;
      entry.found = clock.Now();
      entry.known = true;
    }
    waiting.swap(entry.waiting);
  }
  for (Answer& answer : waiting) answer(found);
}

// What is kept, if it may be used; else `answer` is called later, from any thread.
std::optional<Resolver::Addresses> Resolver::Ask(const std::string& host, Answer answer) {
  const std::lock_guard lock(state_->mutex);
  State::Entry& entry = state_->entries[host];
  const Duration age = state_->clock.Now() - entry.found;
  const bool fresh = entry.known && age < kFresh;
  const bool usable = entry.known && age < kStale;
  if (!fresh && !entry.asked) {
    entry.asked = true;
    state_->queue.push_back(host);
    state_->wake.notify_one();
  }
  if (usable) return entry.addresses;
  entry.waiting.push_back(std::move(answer));
  return std::nullopt;
}

Task<Result<Resolver::Addresses>> Resolver::Resolve(Loop& loop, std::string host, uint16_t port,
                                                    MonotonicTime deadline, Interrupt& interrupt) {
  if (Result<Address> literal = Address::FromLiteral(host, port)) {
    Addresses one{*literal};
    co_return one;
  }
  auto waiting = std::make_shared<Waiting>();
  Answer answer = [mailbox = loop.mailbox(), waiting](Result<Addresses> found) {
    mailbox->Post([waiting, found = std::move(found)]() mutable {
      waiting->found = std::move(found);
      waiting->Wake();
    });
  };
  if (std::optional<Addresses> known = Ask(host, std::move(answer))) {
    waiting->found = std::move(*known);
  } else {
    Sleep pause(loop, deadline - loop.now());
    waiting->pause = &pause;
    const Interrupt::Scope scope(&interrupt, [waiting] { waiting->Wake(); });
    co_await pause;
    waiting->pause = nullptr;
  }
  if (interrupt.triggered()) co_return Fail(Cancelled());
  if (!waiting->found) {
    co_return Fail(Error::Timeout("Resolving the name " + host + " took too long."));
  }
  if (!waiting->found->has_value()) co_return std::move(*waiting->found);
  Addresses addresses = std::move(**waiting->found);
  for (Address& address : addresses) address = address.WithPort(port);
  co_return addresses;
}

}  // namespace farthing::net
