#include "net/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "base/check.h"

namespace farthing::net {

Mailbox::Mailbox() : wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { CHECK(wake_fd_ >= 0); }

Mailbox::~Mailbox() { close(wake_fd_); }

void Mailbox::Post(std::function<void()> work) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    wake = letters_.empty();
    letters_.push_back(std::move(work));
  }
  if (!wake) return;
  const uint64_t one = 1;
  // The counter can only be full when a wake-up is already due.
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof(one));
}

std::vector<std::function<void()>> Mailbox::Take() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(wake_fd_, &count, sizeof(count));
  std::lock_guard lock(mutex_);
  return std::exchange(letters_, {});
}

class Loop::MailTarget final : public EventTarget {
 public:
  explicit MailTarget(Mailbox& mailbox) : mailbox_(mailbox) {}
  void OnEvents() override {
    for (auto& letter : mailbox_.Take()) letter();
  }

 private:
  Mailbox& mailbox_;
};

Loop::Loop(Clock& clock)
    : clock_(clock),
      epoll_fd_(epoll_create1(EPOLL_CLOEXEC)),
      now_(clock.Now()),
      timers_(now_),
      mailbox_(std::make_shared<Mailbox>()),
      mail_target_(std::make_unique<MailTarget>(*mailbox_)) {
  CHECK(epoll_fd_ >= 0);
  Add(mailbox_->wake_fd_, mail_target_.get(), EPOLLIN);
}

Loop::~Loop() { close(epoll_fd_); }

void Loop::Add(int fd, EventTarget* target, uint32_t events) {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = target;
  CHECK(epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event) == 0);
}

void Loop::Watch(int fd, EventTarget* target) { Add(fd, target, EPOLLIN | EPOLLOUT | EPOLLRDHUP); }

void Loop::Forget(int fd) { epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr); }

void Loop::Retire(std::unique_ptr<EventTarget> target) { retired_.push_back(std::move(target)); }

void Loop::Defer(std::function<void()> work) { deferred_.push_back(std::move(work)); }

void Loop::Defer(std::coroutine_handle<> coroutine) { ready_.push_back(coroutine); }

void Loop::Stop() {
  Post([this] { stopped_ = true; });
}

void Loop::RunDeferred() {
  while (!ready_.empty() || !deferred_.empty()) {
    std::vector<std::coroutine_handle<>> ready;
    ready.swap(ready_);
    for (std::coroutine_handle<> coroutine : ready) coroutine.resume();
    std::vector<std::function<void()>> work;
    work.swap(deferred_);
    for (auto& item : work) item();
  }
}

int Loop::WaitMilliseconds() const {
  if (!yielded_.empty()) return 0;
  const std::optional<MonotonicTime> wake = timers_.NextWake();
  if (!wake) return -1;
  const auto now = clock_.Now();
  if (*wake <= now) return 0;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*wake - now);
  return static_cast<int>(std::min<int64_t>(wait.count(), 60'000));
}

namespace {
EventTarget* TargetOf(const epoll_event& event) {
  return static_cast<EventTarget*>(event.data.ptr);
}
}  // namespace

void Loop::Run() {
  std::array<epoll_event, 256> events;
  stopped_ = false;
  RunDeferred();
  while (!stopped_) {
    const int count = epoll_wait(epoll_fd_, events.data(), events.size(), WaitMilliseconds());
    CHECK(count >= 0 || errno == EINTR);
    now_ = clock_.Now();
    const auto yielded = std::exchange(yielded_, {});  // before the events that are due now
    const std::span<const epoll_event> due(events.data(), static_cast<size_t>(std::max(count, 0)));
    for (const epoll_event& event : due) TargetOf(event)->Note(event.events);
    for (const epoll_event& event : due) {
      TargetOf(event)->OnEvents();
      RunDeferred();
    }
    timers_.Advance(now_);
    RunDeferred();
    for (std::coroutine_handle<> coroutine : yielded) coroutine.resume();
    RunDeferred();
    retired_.clear();
  }
}

void Sleep::await_suspend(std::coroutine_handle<> waiter) {
  waiter_ = waiter;
  loop_.timers().Arm(this, until_);
}

void Sleep::OnTimer() { std::exchange(waiter_, {}).resume(); }

void Sleep::Cancel() {
  if (cancelled_) return;
  cancelled_ = true;
  if (!waiter_) return;
  loop_.timers().Disarm(this);
  loop_.Defer(std::exchange(waiter_, {}));
}

}  // namespace farthing::net
