#include "upstream/breaker.h"

#include <algorithm>

namespace farthing::upstream {
namespace {

constexpr int kCountBits = 20;
constexpr uint64_t kCountMask = (uint64_t{1} << kCountBits) - 1;
constexpr uint64_t kWindowMask = (uint64_t{1} << 24) - 1;

constexpr uint64_t Requests(uint64_t counts) { return counts & kCountMask; }
constexpr uint64_t Failures(uint64_t counts) { return (counts >> kCountBits) & kCountMask; }
constexpr uint64_t Window(uint64_t counts) { return counts >> (2 * kCountBits); }
constexpr uint64_t Pack(uint64_t window, uint64_t failures, uint64_t requests) {
  return window << (2 * kCountBits) | failures << kCountBits | requests;
}

int64_t Nanoseconds(MonotonicTime time) { return time.time_since_epoch().count(); }

}  // namespace

Breaker::Breaker(const config::Breaker& settings)
    : failures_to_open_(static_cast<uint32_t>(std::max(settings.failures, 1))),
      min_requests_(static_cast<uint32_t>(std::max(settings.min_requests, 1))),
      failure_rate_(settings.failure_rate),
      window_ns_(std::max<int64_t>(Duration(settings.window).count(), 1)),
      open_ns_(Duration(settings.open).count()) {}

Admission Breaker::Admit(MonotonicTime now) {
  int64_t state = state_.load(std::memory_order_acquire);
  if (state == kClosed) [[likely]]
    return Admission::kNormal;
  if (Nanoseconds(now) < state) return Admission::kRefused;
  // Whoever swaps the state is the one probe; the losers see another's or a closed breaker.
  const int64_t next_probe = std::max<int64_t>(Nanoseconds(now) + open_ns_, 1);
  if (state_.compare_exchange_strong(state, next_probe, std::memory_order_acq_rel)) {
    return Admission::kProbe;
  }
  return state == kClosed ? Admission::kNormal : Admission::kRefused;
}

bool Breaker::WouldAdmit(MonotonicTime now) const {
  const int64_t state = state_.load(std::memory_order_acquire);
  return state == kClosed || Nanoseconds(now) >= state;
}

void Breaker::Succeeded(Admission admission, MonotonicTime now) {
  if (consecutive_failures_.load(std::memory_order_relaxed) != 0) {
    consecutive_failures_.store(0, std::memory_order_relaxed);
  }
  if (admission == Admission::kProbe) {
    counts_.store(0, std::memory_order_relaxed);
    state_.store(kClosed, std::memory_order_release);
    return;
  }
  Count(false, now);
}

void Breaker::Failed(Admission admission, MonotonicTime now) {
  if (admission == Admission::kProbe && !is_closed()) {
    Open(now);
    return;
  }
  const uint32_t in_a_row = consecutive_failures_.fetch_add(1, std::memory_order_relaxed) + 1;
  const uint64_t counts = Count(true, now);
  // A straggler that was sent before the breaker opened must not prolong it.
  if (!is_closed()) return;
  if (in_a_row >= failures_to_open_ || IsRateTooHigh(counts)) Open(now);
}

void Breaker::Abandoned(Admission admission, MonotonicTime now) {
  if (admission == Admission::kProbe && !is_closed()) {
    state_.store(std::max<int64_t>(Nanoseconds(now), 1), std::memory_order_release);
  }
}

void Breaker::Open(MonotonicTime now) {
  consecutive_failures_.store(0, std::memory_order_relaxed);
  state_.store(std::max<int64_t>(Nanoseconds(now) + open_ns_, 1), std::memory_order_release);
}

bool Breaker::IsRateTooHigh(uint64_t counts) const {
  return Requests(counts) >= min_requests_ &&
         static_cast<double>(Failures(counts)) >=
             failure_rate_ * static_cast<double>(Requests(counts));
}

uint64_t Breaker::Count(bool failed, MonotonicTime now) {
  const uint64_t window = static_cast<uint64_t>(Nanoseconds(now) / window_ns_) & kWindowMask;
  uint64_t old = counts_.load(std::memory_order_relaxed);
  uint64_t next = 0;
  do {
    uint64_t failures = Window(old) == window ? Failures(old) : 0;
    uint64_t requests = Window(old) == window ? Requests(old) : 0;
    if (requests == kCountMask) {  // full: keep the share, halve the weight
      failures /= 2;
      requests /= 2;
    }
    next = Pack(window, failures + (failed ? 1 : 0), requests + 1);
  } while (!counts_.compare_exchange_weak(old, next, std::memory_order_relaxed));
  return next;
}

}  // namespace farthing::upstream
