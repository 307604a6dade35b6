#include "token/piece_merger.h"

#include <algorithm>

namespace farthing::token {

// Byte-pair encoding merges, again and again, the pair of the lowest rank. A heap of pairs does
// that in n log n steps; this file needs n. A sequence of tokens is the encoding of its bytes
// exactly when each two neighbours may adjoin (Vocabulary::MayAdjoin), and there is one such
// sequence. So it is enough to find that sequence from left to right: take the longest token that
// begins the rest and may adjoin the one before it; where none may, take back the last token and
// try a shorter one. A place once given up is never entered again, which keeps the whole linear.
//
// The idea is that of GitHub's `bpe` crate:
// https://github.blog/ai-and-ml/llms/so-many-tokens-so-little-time-introducing-a-faster-more-flexible-byte-pair-tokenizer/

void PieceMerger::Prepare(size_t size) {
  const size_t words = size / 64 + 1;
  if (size <= kShortPiece) {
    ids_ = short_ids_.data();
    dead_ = short_dead_.data();
  } else {
    if (long_ids_.size() < size) {
      long_ids_.resize(std::max(size, 2 * long_ids_.size()));
      long_dead_.resize(long_ids_.size() / 64 + 1);
    }
    ids_ = long_ids_.data();
    dead_ = long_dead_.data();
  }
  std::fill_n(dead_, words, 0);
}

std::span<const uint32_t> PieceMerger::Merge(std::string_view piece) {
  Prepare(piece.size());
  size_t count = 0;
  size_t at = 0;
  Prefix next = vocabulary_.LongestPrefix(piece);
  while (at < piece.size()) {
    if (next.id == kNoToken) {
      MarkDead(at);
      const uint32_t last = ids_[--count];
      at -= vocabulary_.SizeOf(last);
      next = vocabulary_.ShorterPrefix(last);
    } else if (IsDead(at + next.size) ||
               (count != 0 && !vocabulary_.MayAdjoin(ids_[count - 1], next.id))) {
      next = vocabulary_.ShorterPrefix(next.id);
    } else {
      ids_[count++] = next.id;
      at += next.size;
      next = vocabulary_.LongestPrefix(piece.substr(at));
    }
  }
  return {ids_, count};
}

}  // namespace farthing::token
