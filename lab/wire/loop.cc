#include "lab/wire/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "base/check.h"

namespace farthing::lab {
namespace {

void Control(int epoll, int operation, int fd, uint32_t events, Handler* handler) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = handler;
  CHECK(epoll_ctl(epoll, operation, fd, &event) == 0);
}

timespec ToTimespec(Duration duration) {
  const int64_t nanoseconds = std::max<int64_t>(duration.count(), 0);
  return {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
}

}  // namespace

Loop::Loop(const Clock& clock)
    : clock_(clock), epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_NONBLOCK)) {
  CHECK(epoll_ && wake_);
  Control(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), EPOLLIN, nullptr);
}

void Loop::Add(int fd, uint32_t epoll_events, Handler* handler) {
  Control(epoll_.get(), EPOLL_CTL_ADD, fd, epoll_events, handler);
}

void Loop::Modify(int fd, uint32_t epoll_events, Handler* handler) {
  Control(epoll_.get(), EPOLL_CTL_MOD, fd, epoll_events, handler);
}

void Loop::Remove(int fd) { Control(epoll_.get(), EPOLL_CTL_DEL, fd, 0, nullptr); }

void Loop::Arm(Handler* handler, MonotonicTime deadline) {
  Disarm(handler);
  handler->deadline_ = deadline;
  timers_.emplace(deadline, handler);
}

void Loop::Disarm(Handler* handler) {
  if (handler->deadline_ == MonotonicTime{}) return;
  timers_.erase({handler->deadline_, handler});
  handler->deadline_ = {};
}

void Loop::Bury(std::unique_ptr<Handler> handler) {
  Disarm(handler.get());
  buried_.push_back(std::move(handler));
}

void Loop::Run() {
  while (!stopping_.load()) {
    Wait();
    FireTimers();
    buried_.clear();
  }
  stopping_.store(false);
}

void Loop::Stop() {
  stopping_.store(true);
  const uint64_t one = 1;
  // A full eventfd wakes as well, so the count written does not matter.
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void Loop::Wait() {
  std::array<epoll_event, 256> events;
  timespec timeout{};
  if (!timers_.empty()) timeout = ToTimespec(timers_.begin()->first - Now());
  const int ready = epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                 timers_.empty() ? nullptr : &timeout, nullptr);
  CHECK(ready >= 0 || errno == EINTR);
  for (int i = 0; i < ready; ++i) {
    auto* handler = static_cast<Handler*>(events[i].data.ptr);
    if (handler != nullptr) {
      handler->OnReady(events[i].events);
    } else {
      uint64_t count;
      [[maybe_unused]] const ssize_t size = read(wake_.get(), &count, sizeof count);
    }
  }
}

void Loop::FireTimers() {
  if (timers_.empty()) return;
  const MonotonicTime now = Now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Handler* handler = timers_.begin()->second;
    Disarm(handler);
    handler->OnTimer();
  }
}

}  // namespace farthing::lab
