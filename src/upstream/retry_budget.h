#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace farthing::upstream {

// Bounds the retries sent to one provider, so that its outage is not multiplied: over the last ten
// seconds, retries ≤ kFloor + share × first attempts; a share of 0 allows none. Safe from any
// thread: a first attempt costs one atomic operation, a retry takes a short lock, which makes the
// bound exact.
class RetryBudget {
 public:
  static constexpr int kSeconds = 10;
  static constexpr uint64_t kFloor = 10;  // one a second, so that a quiet gateway may retry at all

  explicit RetryBudget(double share) : share_(share) {}

  void CountFirstAttempt(MonotonicTime now);

  // Takes one retry out of the budget, or says that there is none.
  bool TryRetry(MonotonicTime now);

 private:
  // The first attempts or the retries of one second: its number (24 bits) and their count (40).
  using Slot = std::atomic<uint64_t>;

  const double share_;
  std::array<Slot, kSeconds> attempts_{};
  std::mutex retry_mutex_;
  std::array<Slot, kSeconds> retries_{};  // written under retry_mutex_
};

}  // namespace farthing::upstream
