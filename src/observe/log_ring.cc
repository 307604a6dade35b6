#include "observe/log_ring.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace farthing::observe {

LogRing::LogRing(size_t capacity) : mask_(capacity - 1), bytes_(new char[capacity]) {
  CHECK(std::has_single_bit(capacity));
}

bool LogRing::TryPush(std::string_view line) {
  const size_t capacity = mask_ + 1;
  const size_t pushed = pushed_.load(std::memory_order_relaxed);
  if (pushed - popped_seen_ + line.size() > capacity) {
    popped_seen_ = popped_.load(std::memory_order_acquire);
    if (pushed - popped_seen_ + line.size() > capacity) return false;
  }
  const size_t at = pushed & mask_;
  const size_t head = std::min(line.size(), capacity - at);
  std::memcpy(bytes_.get() + at, line.data(), head);
  std::memcpy(bytes_.get(), line.data() + head, line.size() - head);
  pushed_.store(pushed + line.size(), std::memory_order_release);
  return true;
}

bool LogRing::HalfFull() const {
  return pushed_.load(std::memory_order_relaxed) - popped_.load(std::memory_order_relaxed) >
         mask_ / 2;
}

LogRing::Pieces LogRing::Peek() const {
  const size_t popped = popped_.load(std::memory_order_relaxed);
  const size_t held = pushed_.load(std::memory_order_acquire) - popped;
  const size_t at = popped & mask_;
  const size_t head = std::min(held, mask_ + 1 - at);
  return {{bytes_.get() + at, head}, {bytes_.get(), held - head}};
}

void LogRing::Pop(size_t bytes) {
  popped_.store(popped_.load(std::memory_order_relaxed) + bytes, std::memory_order_release);
}

}  // namespace farthing::observe
