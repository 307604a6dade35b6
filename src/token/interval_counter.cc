#include "token/interval_counter.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::token {
namespace {

// A splitter looks ahead no further than into the third piece behind the one it cuts, so pieces
// this far before a cut are what they are without it.
constexpr size_t kSeamPieces = 4;

constexpr size_t kFirstWindow = 128;

}  // namespace

IntervalCounter::IntervalCounter(const Encoder& encoder, std::string_view text)
    : encoder_(encoder), text_(text) {
  encoder.CountPieces(text, &pieces_);
  uint32_t total = 0;
  for (CountedPiece& piece : pieces_) piece.tokens = total += piece.tokens;
}

size_t IntervalCounter::PiecesUpTo(size_t offset) const {
  const auto behind =
      std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                       [](size_t wanted, const CountedPiece& piece) { return wanted < piece.end; });
  return static_cast<size_t>(behind - pieces_.begin());
}

CountedPiece IntervalCounter::FindCommonEnd(size_t begin, size_t end) const {
  if (IsPieceEnd(begin)) return {static_cast<uint32_t>(begin), 0};
  std::vector<CountedPiece> pieces;
  for (size_t window = kFirstWindow;; window *= 2) {
    const std::string_view part = text_.substr(begin, std::min(window, end - begin));
    pieces.clear();
    encoder_.CountPieces(part, &pieces);
    uint32_t tokens = 0;
    for (size_t i = 0; i + kSeamPieces < pieces.size(); ++i) {
      tokens += pieces[i].tokens;
      const size_t offset = begin + pieces[i].end;
      if (IsPieceEnd(offset)) return {static_cast<uint32_t>(offset), tokens};
    }
    if (part.size() == end - begin) return {static_cast<uint32_t>(end), 0};
  }
}

size_t IntervalCounter::Count(size_t begin, size_t end) const {
  CHECK(begin <= end && end <= text_.size());
  const auto count = [this](size_t from, size_t to) {
    return encoder_.Count(text_.substr(from, to - from));
  };
  const CountedPiece common = FindCommonEnd(begin, end);
  const size_t first = PiecesUpTo(common.end);
  const size_t behind = PiecesUpTo(end);
  if (common.end == end || behind < first + kSeamPieces) return count(begin, end);
  const CountedPiece last = UpTo(behind - kSeamPieces);
  return common.tokens + (last.tokens - UpTo(first).tokens) + count(last.end, end);
}

}  // namespace farthing::token
