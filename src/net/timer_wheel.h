#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace farthing::net {

class TimerWheel;

// Something that happens at a time. Derive, or hold as a member; destroying it disarms it.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer();

  bool armed() const { return wheel_ != nullptr; }

 protected:
  // Called by TimerWheel::Advance once the time has come; the timer is disarmed and may be armed
  // again or destroyed.
  virtual void OnTimer() = 0;

 private:
  friend class TimerWheel;

  TimerWheel* wheel_ = nullptr;
  Timer* previous_ = nullptr;
  Timer* next_ = nullptr;
  MonotonicTime when_{};  // when it is to fire
  uint64_t tick_ = 0;     // the tick whose slot holds it: at or before when_
};

// A hashed timing wheel (Varghese and Lauck, 1987): arming, moving and disarming are O(1), firing
// is exact to a millisecond. A timer moved to a later time stays in its slot and is placed again
// when the slot comes round, so that the deadlines that every read pushes on cost a store.
// One thread.
class TimerWheel {
 public:
  explicit TimerWheel(MonotonicTime start) : start_(start) {}
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel();

  void Arm(Timer* timer, MonotonicTime when);
  void Disarm(Timer* timer);

  // Fires all timers due at `now`. Timers armed meanwhile fire in this call only if due.
  void Advance(MonotonicTime now);

  // When Advance has something to do next; nullopt when no timer is armed. May be early.
  std::optional<MonotonicTime> NextWake() const;

  size_t armed() const { return armed_; }

 private:
  static constexpr uint64_t kSlots = 4096;
  static constexpr std::chrono::milliseconds kTick{1};

  uint64_t TickOf(MonotonicTime when) const;
  void Link(Timer* timer, uint64_t tick);
  void Unlink(Timer* timer);
  void FireSlot(uint64_t slot, MonotonicTime now);
  std::optional<uint64_t> NextOccupied() const;

  const MonotonicTime start_;
  uint64_t current_ = 0;  // slots before this tick have been fired
  size_t armed_ = 0;
  std::array<Timer*, kSlots> slots_{};
  std::array<uint64_t, kSlots / 64> occupied_{};
};

}  // namespace farthing::net
