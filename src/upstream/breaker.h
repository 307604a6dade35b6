#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "config/config.h"

namespace farthing::upstream {

// What a breaker answers to "may I send?". What it admitted must be told its outcome, exactly once.
enum class Admission : uint8_t {
  kRefused,  // open: do not send, nothing to report
  kNormal,
  kProbe,  // the request that tests an open breaker
};

// Stops sending to an upstream (one provider with one key) that fails: `failures` in a row, or
// `failure_rate` of at least `min_requests` in one window, open it for `open`; then one probe is
// let through, and its outcome closes the breaker or opens it again; a probe that is still without
// outcome after another `open` makes room for the next. Windows are consecutive
// stretches of `window`, not a sliding one, so that a healthy request costs two atomic operations
// and no lock.
//
// Only what says the upstream itself is ill counts as failure: refused, reset, timed out, broken
// answer, 5xx. A 4xx, 429 included, is an answer. Safe from any thread.
class Breaker {
 public:
  explicit Breaker(const config::Breaker& settings);

  Admission Admit(MonotonicTime now);

  void Succeeded(Admission admission, MonotonicTime now);
  void Failed(Admission admission, MonotonicTime now);
  // The request ended without saying anything about the upstream (the caller hung up).
  void Abandoned(Admission admission, MonotonicTime now);

  // Whether Admit would let a request through. Reserves nothing.
  bool WouldAdmit(MonotonicTime now) const;
  bool is_closed() const { return state_.load(std::memory_order_acquire) == kClosed; }
  // True when a probe may go.
  bool WantsProbe(MonotonicTime now) const { return !is_closed() && WouldAdmit(now); }

 private:
  // state_: kClosed, or the nanosecond after which the next probe may go.
  static constexpr int64_t kClosed = 0;

  uint64_t Count(bool failed, MonotonicTime now);
  bool IsRateTooHigh(uint64_t counts) const;
  void Open(MonotonicTime now);

  const uint32_t failures_to_open_;
  const uint32_t min_requests_;
  const double failure_rate_;
  const int64_t window_ns_;
  const int64_t open_ns_;

  std::atomic<int64_t> state_{kClosed};
  std::atomic<uint32_t> consecutive_failures_{0};
  // One word: the window's number (24 bits), its failures (20) and its requests (20).
  std::atomic<uint64_t> counts_{0};
};

}  // namespace farthing::upstream
