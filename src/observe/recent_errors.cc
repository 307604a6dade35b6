#include "observe/recent_errors.h"

#include <algorithm>
#include <utility>

namespace farthing::observe {
namespace {

void Sanitize(std::string* text) {
  if (text->size() > RecentErrors::kMaxMessageBytes) {
    size_t end = RecentErrors::kMaxMessageBytes;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80) --end;
    text->resize(end);
  }
  for (char& c : *text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
}

}  // namespace

void RecentErrors::Push(RecentError error) {
  Sanitize(&error.model);
  Sanitize(&error.slug);
  Sanitize(&error.message);
  const std::lock_guard lock(mutex_);
  ring_[pushed_++ % kCapacity] = std::move(error);
}

void RecentErrors::AppendTo(std::vector<RecentError>* errors) const {
  const std::lock_guard lock(mutex_);
  const size_t held = std::min(pushed_, kCapacity);
  errors->insert(errors->end(), ring_.begin(), ring_.begin() + static_cast<ptrdiff_t>(held));
}

}  // namespace farthing::observe
