#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "config/config.h"
#include "upstream/breaker.h"

namespace farthing::upstream {

class KeyBalancer;

// The right to send one attempt with one key; the attempt is in flight as long as the lease lives.
// Tell it the outcome as soon as it is known (of a stream: with its first event); a lease that ends
// without one counts as abandoned. After Succeeded, only Failed still has a meaning: the stream
// broke. Movable, one thread at a time; it may not outlive its balancer.
class KeyLease {
 public:
  KeyLease(KeyLease&& other) noexcept;
  KeyLease& operator=(KeyLease&& other) noexcept;
  ~KeyLease();

  uint32_t key() const { return key_; }  // index into the provider's keys
  bool is_probe() const { return admission_ == Admission::kProbe; }

  // The upstream answered, whatever the status, unless one of the others fits.
  void Succeeded(MonotonicTime now);
  // Refused, reset, timed out, a broken answer, 5xx.
  void Failed(MonotonicTime now);
  // 429: an answer, but the key rests for `retry_after` (kDefaultRest when the provider named
  // none).
  void RateLimited(MonotonicTime now, std::optional<Duration> retry_after);
  // 401, 402, 403: the key is bad; it rests for kRejectedRest.
  void Rejected(MonotonicTime now);

  static constexpr Duration kDefaultRest = std::chrono::seconds(2);
  static constexpr Duration kLongestRest = std::chrono::minutes(5);
  static constexpr Duration kRejectedRest = std::chrono::minutes(1);

 private:
  friend class KeyBalancer;
  KeyLease(KeyBalancer* balancer, uint32_t key, Admission admission, MonotonicTime begun)
      : balancer_(balancer), key_(key), admission_(admission), begun_(begun) {}
  void Release();

  KeyBalancer* balancer_;  // null once moved from
  uint32_t key_;
  Admission admission_;
  bool is_settled_ = false;
  MonotonicTime begun_;
};

// Chooses among a provider's keys: an open breaker's due probe first, then the rested key with the
// fewest requests in flight (in turn where equal), and only when none is rested the one whose rest
// ends first: a rest is a wish, an open breaker is a wall. A conversation stays with its key while
// that one is rested, for the provider's prompt cache may be the key's own. Safe from any thread,
// without locks.
class KeyBalancer {
 public:
  // A provider without keys has one slot. REQUIRES: slots ≥ 1.
  KeyBalancer(uint32_t slots, const config::Breaker& settings);
  ~KeyBalancer();

  // What belongs together; kNoAffinity: nothing does.
  using Affinity = uint64_t;
  static constexpr Affinity kNoAffinity = 0;

  // Nothing when every key's breaker is open. Requests of one affinity get the same key, whatever
  // the others' load, until it rests or its breaker opens.
  std::optional<KeyLease> Acquire(MonotonicTime now, Affinity affinity = kNoAffinity);

  // Some key has a closed breaker and is rested: the upstream is worth preferring.
  bool IsHealthy(MonotonicTime now) const;
  // As IsHealthy, without counting `key`: is there another one to try after a 401 or 429?
  bool HasOther(uint32_t key, MonotonicTime now) const;

  uint32_t size() const { return size_; }
  uint32_t in_flight(uint32_t key) const;
  bool is_breaker_closed(uint32_t key) const;

 private:
  friend class KeyLease;
  struct alignas(64) Slot;

  bool IsRested(const Slot& slot, MonotonicTime now) const;
  std::optional<KeyLease> Take(uint32_t key, MonotonicTime now);
  std::optional<KeyLease> AcquireAmongMany(MonotonicTime now, Affinity affinity);

  const uint32_t size_;
  std::unique_ptr<Slot[]> slots_;
  std::atomic<uint32_t> turn_{0};
};

}  // namespace farthing::upstream
