#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "lab/wire/socket.h"

namespace farthing::lab {

class Loop;

// What a Loop calls: a descriptor that is ready, or the handler's one timer that has run out.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void OnReady(uint32_t epoll_events) = 0;
  virtual void OnTimer() = 0;

 private:
  friend class Loop;
  MonotonicTime deadline_{};  // zero: not armed
};

// A level-triggered epoll loop with one timer a handler, precise to the microsecond. One thread
// owns it; only Stop may be called from another.
class Loop {
 public:
  explicit Loop(const Clock& clock);

  void Add(int fd, uint32_t epoll_events, Handler* handler);
  void Modify(int fd, uint32_t epoll_events, Handler* handler);
  void Remove(int fd);

  void Arm(Handler* handler, MonotonicTime deadline);  // replaces an earlier deadline
  void Disarm(Handler* handler);

  // Disarms the handler and destroys it once the events at hand have been delivered. Its
  // descriptor must have been removed or closed.
  void Bury(std::unique_ptr<Handler> handler);

  void Run();   // until Stop, even an earlier one; may be called again
  void Stop();  // safe from any thread and from a signal handler

  MonotonicTime Now() const { return clock_.Now(); }
  const Clock& clock() const { return clock_; }

 private:
  void Wait();
  void FireTimers();

  const Clock& clock_;
  Fd epoll_;
  Fd wake_;
  std::atomic<bool> stopping_{false};
  std::set<std::pair<MonotonicTime, Handler*>> timers_;
  std::vector<std::unique_ptr<Handler>> buried_;
};

}  // namespace farthing::lab
