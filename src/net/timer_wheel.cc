#include "net/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace farthing::net {

Timer::~Timer() {
  if (wheel_ != nullptr) wheel_->Disarm(this);
}

TimerWheel::~TimerWheel() {
  for (Timer* head : slots_) {
    for (; head != nullptr; head = head->next_) head->wheel_ = nullptr;
  }
}

// Rounded up: a timer never fires before its time.
uint64_t TimerWheel::TickOf(MonotonicTime when) const {
  if (when <= start_) return 0;
  return static_cast<uint64_t>((when - start_ + kTick - Duration(1)) / kTick);
}

void TimerWheel::Arm(Timer* timer, MonotonicTime when) {
  timer->when_ = when;
  const uint64_t due = TickOf(when);
  if (timer->wheel_ != nullptr) {
    if (timer->tick_ <= due) return;
    Unlink(timer);
  }
  Link(timer, std::clamp(due, current_, current_ + kSlots - 1));
}

void TimerWheel::Disarm(Timer* timer) {
  if (timer->wheel_ != nullptr) Unlink(timer);
}

void TimerWheel::Link(Timer* timer, uint64_t tick) {
  const uint64_t slot = tick % kSlots;
  timer->wheel_ = this;
  timer->tick_ = tick;
  timer->previous_ = nullptr;
  timer->next_ = slots_[slot];
  if (timer->next_ != nullptr) timer->next_->previous_ = timer;
  slots_[slot] = timer;
  occupied_[slot / 64] |= uint64_t{1} << (slot % 64);
  ++armed_;
}

void TimerWheel::Unlink(Timer* timer) {
  const uint64_t slot = timer->tick_ % kSlots;
  if (timer->previous_ != nullptr) {
    timer->previous_->next_ = timer->next_;
  } else {
    slots_[slot] = timer->next_;
  }
  if (timer->next_ != nullptr) timer->next_->previous_ = timer->previous_;
  if (slots_[slot] == nullptr) occupied_[slot / 64] &= ~(uint64_t{1} << (slot % 64));
  timer->wheel_ = nullptr;
  --armed_;
}

void TimerWheel::FireSlot(uint64_t slot, MonotonicTime now) {
  // Taken one by one from the head: firing a timer may disarm or destroy any other. Timers that
  // are not yet due go to a later tick and so leave the slot.
  while (Timer* timer = slots_[slot]) {
    Unlink(timer);
    if (timer->when_ <= now) {
      timer->OnTimer();
    } else {
      Link(timer, std::clamp(TickOf(timer->when_), current_ + 1, current_ + kSlots - 1));
    }
  }
}

void TimerWheel::Advance(MonotonicTime now) {
  if (now < start_) return;
  const uint64_t target = static_cast<uint64_t>((now - start_) / kTick);
  while (armed_ > 0) {
    const std::optional<uint64_t> next = NextOccupied();
    if (!next || *next > target) break;
    current_ = *next;
    FireSlot(*next % kSlots, now);
    // A timer armed while this slot fired, for a time already past, landed in the slot again and
    // was fired by the loop in FireSlot.
    ++current_;
  }
  current_ = std::max(current_, target);
}

std::optional<uint64_t> TimerWheel::NextOccupied() const {
  if (armed_ == 0) return std::nullopt;
  const uint64_t first = current_ % kSlots;
  for (uint64_t i = 0; i <= kSlots / 64; ++i) {
    const uint64_t word = (first / 64 + i) % occupied_.size();
    uint64_t bits = occupied_[word];
    if (i == 0) bits &= ~uint64_t{0} << (first % 64);
    if (i == kSlots / 64) bits &= ~(~uint64_t{0} << (first % 64));
    if (bits == 0) continue;
    const uint64_t slot = word * 64 + static_cast<uint64_t>(std::countr_zero(bits));
    return current_ + (slot + kSlots - first) % kSlots;
  }
  return std::nullopt;
}

std::optional<MonotonicTime> TimerWheel::NextWake() const {
  const std::optional<uint64_t> next = NextOccupied();
  if (!next) return std::nullopt;
  return start_ + static_cast<int64_t>(*next) * Duration(kTick);
}

}  // namespace farthing::net
