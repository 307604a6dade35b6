#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

namespace farthing::observe {

// A queue of bytes between one thread that pushes whole lines and one that drains them. Neither
// ever waits for the other: what does not fit is refused.
class LogRing {
 public:
  // REQUIRES: capacity is a power of two.
  explicit LogRing(size_t capacity);

  // The pushing thread. All of `line` or nothing.
  bool TryPush(std::string_view line);
  bool HalfFull() const;

  // The draining thread. What stands in the ring, in one piece or the two around its end: first
  // the older one. Only whole lines; unchanged until Pop.
  struct Pieces {
    std::string_view first, second;
    size_t size() const { return first.size() + second.size(); }
  };
  Pieces Peek() const;
  void Pop(size_t bytes);

 private:
  const size_t mask_;
  const std::unique_ptr<char[]> bytes_;
  // Counts of all bytes ever pushed and popped, on cache lines of their own.
  alignas(64) std::atomic<size_t> pushed_{0};
  size_t popped_seen_ = 0;  // the pushing thread's last look at popped_
  alignas(64) std::atomic<size_t> popped_{0};
};

}  // namespace farthing::observe
