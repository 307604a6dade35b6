#include "net/frame_pool.h"

namespace farthing::net {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif
#else
constexpr bool kPooled = true;
#endif

}  // namespace

FramePool& FramePool::OfThisThread() {
  thread_local FramePool pool;
  return pool;
}

FramePool::~FramePool() {
  for (SizeClass& one : classes_) {
    while (Link* const link = one.first) {
      one.first = link->next;
      ::operator delete(link);
    }
  }
}

void* FramePool::Allocate(size_t size) {
  if (!kPooled || size > kLargest) return ::operator new(size);
  const size_t index = (size - 1) / kStep;
  SizeClass& one = OfThisThread().classes_[index];
  if (one.first == nullptr) return ::operator new((index + 1) * kStep);
  Link* const link = one.first;
  one.first = link->next;
  --one.count;
  return link;
}

void FramePool::Free(void* frame, size_t size) {
  if (kPooled && size <= kLargest) {
    SizeClass& one = OfThisThread().classes_[(size - 1) / kStep];
    if (one.count < kMaxFree) {
      one.first = new (frame) Link{one.first};
      ++one.count;
      return;
    }
  }
  ::operator delete(frame);
}

}  // namespace farthing::net
