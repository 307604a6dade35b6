#include "token/append_counter.h"

#include <algorithm>

#include "base/utf8.h"

namespace farthing::token {
namespace {

// A piece is certain once two more have begun behind it: each splitter looks ahead no further than
// into the second piece behind the one it cuts.
constexpr size_t kOpenPieces = 2;

// Cutting the open text anew for every few bytes would be quadratic where one piece is long.
constexpr size_t kCloseAt = 256;

// The bytes at the end of the text that can begin a character whose rest is still to come.
size_t BrokenTail(std::string_view text) {
  for (size_t size = 1; size <= std::min<size_t>(3, text.size()); ++size) {
    const auto byte = static_cast<uint8_t>(text[text.size() - size]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return size < wanted ? size : 0;
  }
  return 0;
}

}  // namespace

void AppendCounter::Append(std::string_view part) {
  broken_ += part;
  const size_t whole = broken_.size() - BrokenTail(broken_);
  AppendLossyUtf8(std::string_view(broken_).substr(0, whole), &open_);
  broken_.erase(0, whole);
  if (open_.size() >= next_close_) CloseCertain();
}

void AppendCounter::CloseCertain() {
  pieces_.clear();
  encoder_.CountPieces(open_, &pieces_);
  if (pieces_.size() > kOpenPieces) {
    pieces_.resize(pieces_.size() - kOpenPieces);
    for (const CountedPiece& piece : pieces_) closed_count_ += piece.tokens;
    open_.erase(0, pieces_.back().end);
  }
  next_close_ = std::max(kCloseAt, 2 * open_.size());
}

size_t AppendCounter::count() const {
  return closed_count_ + encoder_.Count(broken_.empty() ? open_ : open_ + broken_);
}

}  // namespace farthing::token
