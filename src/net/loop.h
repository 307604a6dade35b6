#pragma once

#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "net/buffer.h"
#include "net/timer_wheel.h"

namespace farthing::net {

// Receives the readiness of one file descriptor. Lives until the loop has finished the batch of
// events in which it was retired.
class EventTarget {
 public:
  virtual ~EventTarget() = default;
  // Takes note of `events` (epoll's bits) without acting on them: all targets of a batch are told
  // before the first one acts, so that none relies on what is known to be over.
  virtual void Note(uint32_t /*events*/) {}
  // Acts on what was noted. Called at the loop's top level, never inside another handler.
  virtual void OnEvents() = 0;
};

// Work for a loop from any thread. Outlives the loop where others hold it; what is posted after the
// loop's end is dropped.
class Mailbox {
 public:
  Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox();

  // `work` runs on the loop's thread, in order of posting.
  void Post(std::function<void()> work);

 private:
  friend class Loop;
  std::vector<std::function<void()>> Take();

  const int wake_fd_;
  std::mutex mutex_;
  std::vector<std::function<void()>> letters_;  // guarded by mutex_
};

// One thread's event loop over epoll: readiness of sockets (edge-triggered), timers, a mailbox for
// other threads and deferred resumption. All calls are for the loop's own thread, except Post and
// Stop.
//
// Hand-made rather than Asio because of what a gateway waits for: thousands of streams that are
// idle most of the time. Waiting for readiness pins no buffer per connection, EPOLLRDHUP tells of a
// caller's hang-up without a pending read, and a read that has its bytes never suspends.
class Loop {
 public:
  explicit Loop(Clock& clock);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  // Runs until Stop().
  void Run();
  // From any thread; Run returns after the current batch.
  void Stop();
  // From any thread: `work` runs on the loop's thread, in order of posting.
  void Post(std::function<void()> work) { mailbox_->Post(std::move(work)); }
  // For other threads that may outlive the loop.
  std::shared_ptr<Mailbox> mailbox() const { return mailbox_; }

  // Runs `work` after the current event has been handled: the way to wake a coroutine from within
  // another one without growing the stack or running under its caller's feet.
  void Defer(std::function<void()> work);
  void Defer(std::coroutine_handle<> coroutine);

  // `co_await loop.Yield()` goes on after every other event that is already due: for work that may
  // find its bytes ready again and again and would starve the other connections.
  class YieldAwaiter;
  YieldAwaiter Yield();
  // What one connection may move before it yields.
  static constexpr size_t kTurnBytes = 1024 * 1024;

  // Watches `fd` for reading, writing and hang-up, edge-triggered, until Forget or the fd's close.
  void Watch(int fd, EventTarget* target);
  void Forget(int fd);
  // Destroys `target` once no event of the current batch can refer to it.
  void Retire(std::unique_ptr<EventTarget> target);

  TimerWheel& timers() { return timers_; }
  BufferPool& buffers() { return buffers_; }
  Clock& clock() { return clock_; }
  // The time of the latest wake-up: free to read, exact enough for deadlines.
  MonotonicTime now() const { return now_; }

 private:
  class MailTarget;

  void Add(int fd, EventTarget* target, uint32_t events);
  void RunDeferred();
  int WaitMilliseconds() const;

  Clock& clock_;
  int epoll_fd_;
  bool stopped_ = false;
  MonotonicTime now_;
  TimerWheel timers_;
  BufferPool buffers_;
  std::vector<std::coroutine_handle<>> ready_;
  std::vector<std::coroutine_handle<>> yielded_;
  std::vector<std::function<void()>> deferred_;
  std::vector<std::unique_ptr<EventTarget>> retired_;
  const std::shared_ptr<Mailbox> mailbox_;
  const std::unique_ptr<EventTarget> mail_target_;
};

class Loop::YieldAwaiter {
 public:
  explicit YieldAwaiter(Loop& loop) : loop_(loop) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiter) { loop_.yielded_.push_back(waiter); }
  void await_resume() const {}

 private:
  Loop& loop_;
};

inline Loop::YieldAwaiter Loop::Yield() { return YieldAwaiter(*this); }

// `co_await Sleep(loop, duration)`; to give it up early, call Cancel() on it from the same thread.
class Sleep final : public Timer {
 public:
  Sleep(Loop& loop, Duration duration) : loop_(loop), until_(loop.now() + duration) {}

  // Resumes the waiter soon; its co_await answers false.
  void Cancel();

  bool await_ready() const { return cancelled_; }
  void await_suspend(std::coroutine_handle<> waiter);
  // True when the time has passed, false when cancelled.
  bool await_resume() const { return !cancelled_; }

 private:
  void OnTimer() override;

  Loop& loop_;
  MonotonicTime until_;
  std::coroutine_handle<> waiter_;
  bool cancelled_ = false;
};

}  // namespace farthing::net
