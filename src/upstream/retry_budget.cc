#include "upstream/retry_budget.h"

namespace farthing::upstream {
namespace {

constexpr int kCountBits = 40;
constexpr uint64_t kCountMask = (uint64_t{1} << kCountBits) - 1;
constexpr uint64_t kSecondMask = (uint64_t{1} << 24) - 1;

uint64_t SecondOf(MonotonicTime now) {
  return static_cast<uint64_t>(
             std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()) &
         kSecondMask;
}

template <typename Slots>
void CountOne(Slots& slots, uint64_t second) {
  auto& slot = slots[second % slots.size()];
  uint64_t old = slot.load(std::memory_order_relaxed);
  uint64_t next = 0;
  do {
    next = (old >> kCountBits) == second ? old + 1 : (second << kCountBits | 1);
  } while (!slot.compare_exchange_weak(old, next, std::memory_order_relaxed));
}

template <typename Slots>
uint64_t CountRecent(const Slots& slots, uint64_t second) {
  uint64_t sum = 0;
  for (const auto& slot : slots) {
    const uint64_t word = slot.load(std::memory_order_relaxed);
    const uint64_t age = (second - (word >> kCountBits)) & kSecondMask;
    if (age < slots.size()) sum += word & kCountMask;
  }
  return sum;
}

}  // namespace

void RetryBudget::CountFirstAttempt(MonotonicTime now) { CountOne(attempts_, SecondOf(now)); }

bool RetryBudget::TryRetry(MonotonicTime now) {
  if (share_ <= 0) return false;
  const uint64_t second = SecondOf(now);
  const std::lock_guard lock(retry_mutex_);
  const auto earned =
      static_cast<uint64_t>(share_ * static_cast<double>(CountRecent(attempts_, second)));
  if (CountRecent(retries_, second) >= kFloor + earned) return false;
  CountOne(retries_, second);
  return true;
}

}  // namespace farthing::upstream
