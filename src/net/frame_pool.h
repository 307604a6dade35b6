#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace farthing::net {

// Memory for coroutine frames, recycled per thread by size: a request starts a dozen coroutines,
// and their frames are larger than what malloc serves from its thread cache. A frame ends on the
// thread it began on. Sanitized builds allocate each frame anew, so that its misuse is seen.
class FramePool {
 public:
  static void* Allocate(size_t size);
  static void Free(void* frame, size_t size);

 private:
  static constexpr size_t kStep = 64;
  static constexpr size_t kLargest = 4096;
  static constexpr size_t kMaxFree = 1024;  // of one size

  struct Link {
    Link* next;
  };
  struct SizeClass {
    Link* first = nullptr;
    size_t count = 0;
  };

  ~FramePool();
  static FramePool& OfThisThread();

  std::array<SizeClass, kLargest / kStep> classes_;
};

// To be the base of a promise type.
struct PooledFrame {
  static void* operator new(size_t size) { return FramePool::Allocate(size); }
  static void operator delete(void* frame, size_t size) { FramePool::Free(frame, size); }
};

}  // namespace farthing::net
