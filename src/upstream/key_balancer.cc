#include "upstream/key_balancer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"

namespace farthing::upstream {

struct alignas(64) KeyBalancer::Slot {
  std::optional<Breaker> breaker;  // engaged for the balancer's whole life
  std::atomic<uint32_t> in_flight{0};
  std::atomic<int64_t> resting_until_ns{0};  // of the monotonic clock

  void RestUntil(MonotonicTime until) {
    const int64_t wanted = until.time_since_epoch().count();
    int64_t old = resting_until_ns.load(std::memory_order_relaxed);
    while (old < wanted && !resting_until_ns.compare_exchange_weak(old, wanted)) {
    }
  }
};

KeyBalancer::KeyBalancer(uint32_t slots, const config::Breaker& settings)
    : size_(slots), slots_(std::make_unique<Slot[]>(slots)) {
  CHECK(slots >= 1);
  for (uint32_t i = 0; i < size_; ++i) slots_[i].breaker.emplace(settings);
}

KeyBalancer::~KeyBalancer() = default;

bool KeyBalancer::IsRested(const Slot& slot, MonotonicTime now) const {
  return now.time_since_epoch().count() >= slot.resting_until_ns.load(std::memory_order_relaxed);
}

std::optional<KeyLease> KeyBalancer::Take(uint32_t key, MonotonicTime now) {
  const Admission admission = slots_[key].breaker->Admit(now);
  if (admission == Admission::kRefused) return {};
  slots_[key].in_flight.fetch_add(1, std::memory_order_relaxed);
  return KeyLease(this, key, admission, now);
}

std::optional<KeyLease> KeyBalancer::Acquire(MonotonicTime now, Affinity affinity) {
  return size_ == 1 ? Take(0, now) : AcquireAmongMany(now, affinity);
}

std::optional<KeyLease> KeyBalancer::AcquireAmongMany(MonotonicTime now, Affinity affinity) {
  const bool sticks = affinity != kNoAffinity;
  const uint32_t first = sticks ? static_cast<uint32_t>(affinity % size_)
                                : turn_.fetch_add(1, std::memory_order_relaxed) % size_;
  // Lower is better: the rested by load, then the resting by the end of their rest.
  const auto rank = [&](const Slot& slot) {
    const bool rested = IsRested(slot, now);
    return std::pair(!rested,
                     rested ? static_cast<int64_t>(slot.in_flight.load(std::memory_order_relaxed))
                            : slot.resting_until_ns.load(std::memory_order_relaxed));
  };
  std::optional<uint32_t> best;
  for (uint32_t i = 0; i < size_; ++i) {
    const uint32_t key = (first + i) % size_;
    const Slot& slot = slots_[key];
    if (slot.breaker->WantsProbe(now)) {
      if (std::optional<KeyLease> lease = Take(key, now)) return lease;
    } else if (slot.breaker->is_closed() && (!best || rank(slot) < rank(slots_[*best]))) {
      best = key;
    }
    if (sticks && best == first && IsRested(slots_[first], now)) break;
  }
  return best ? Take(*best, now) : std::nullopt;
}

bool KeyBalancer::IsHealthy(MonotonicTime now) const {
  return HasOther(std::numeric_limits<uint32_t>::max(), now);
}

bool KeyBalancer::HasOther(uint32_t key, MonotonicTime now) const {
  for (uint32_t i = 0; i < size_; ++i) {
    if (i != key && slots_[i].breaker->is_closed() && IsRested(slots_[i], now)) return true;
  }
  return false;
}

uint32_t KeyBalancer::in_flight(uint32_t key) const {
  return slots_[key].in_flight.load(std::memory_order_relaxed);
}

bool KeyBalancer::is_breaker_closed(uint32_t key) const { return slots_[key].breaker->is_closed(); }

KeyLease::KeyLease(KeyLease&& other) noexcept
    : balancer_(std::exchange(other.balancer_, nullptr)),
      key_(other.key_),
      admission_(other.admission_),
      is_settled_(other.is_settled_),
      begun_(other.begun_) {}

KeyLease& KeyLease::operator=(KeyLease&& other) noexcept {
  if (this != &other) {
    Release();
    balancer_ = std::exchange(other.balancer_, nullptr);
    key_ = other.key_;
    admission_ = other.admission_;
    is_settled_ = other.is_settled_;
    begun_ = other.begun_;
  }
  return *this;
}

KeyLease::~KeyLease() { Release(); }

void KeyLease::Release() {
  if (balancer_ == nullptr) return;
  KeyBalancer::Slot& slot = balancer_->slots_[key_];
  if (!is_settled_) slot.breaker->Abandoned(admission_, begun_);
  slot.in_flight.fetch_sub(1, std::memory_order_relaxed);
  balancer_ = nullptr;
}

void KeyLease::Succeeded(MonotonicTime now) {
  if (is_settled_) return;
  is_settled_ = true;
  balancer_->slots_[key_].breaker->Succeeded(admission_, now);
}

void KeyLease::Failed(MonotonicTime now) {
  const Admission admission = is_settled_ ? Admission::kNormal : admission_;
  is_settled_ = true;
  balancer_->slots_[key_].breaker->Failed(admission, now);
}

void KeyLease::RateLimited(MonotonicTime now, std::optional<Duration> retry_after) {
  const Duration rest = std::clamp(retry_after.value_or(kDefaultRest), Duration(0), kLongestRest);
  balancer_->slots_[key_].RestUntil(now + rest);
  Succeeded(now);
}

void KeyLease::Rejected(MonotonicTime now) {
  balancer_->slots_[key_].RestUntil(now + kRejectedRest);
  Succeeded(now);
}

}  // namespace farthing::upstream
