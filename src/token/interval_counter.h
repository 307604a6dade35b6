#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "token/encoder.h"

namespace farthing::token {

// Counts of parts of one text, after one pass over it: for cutting a text into chunks of so many
// tokens. Immutable once made; any thread may ask. The encoder and the text must outlive it.
class IntervalCounter {
 public:
  // REQUIRES: valid UTF-8 of less than 4 GiB.
  IntervalCounter(const Encoder& encoder, std::string_view text);

  // Exactly encoder.Count(text.substr(begin, end - begin)). Takes O(log n), and the pieces at both
  // seams: those of the text around `begin` until both cuts agree, and the last few before `end`.
  // REQUIRES: begin <= end <= the text's size; both at the start of a character.
  size_t Count(size_t begin, size_t end) const;

  // The text's pieces with, as `tokens`, the count up to their end: where to cut so that the counts
  // of the parts are nearest to that of the whole.
  const std::vector<CountedPiece>& pieces() const { return pieces_; }

 private:
  // The number of pieces that end at or before `offset`.
  size_t PiecesUpTo(size_t offset) const;
  bool IsPieceEnd(size_t offset) const { return UpTo(PiecesUpTo(offset)).end == offset; }

  // The end and the count of so many first pieces.
  CountedPiece UpTo(size_t pieces) const {
    return pieces == 0 ? CountedPiece{0, 0} : pieces_[pieces - 1];
  }

  // The first place from `begin` on at which both the text and text[begin, end) have a piece end,
  // and the latter's tokens up to there; `end` where there is none.
  CountedPiece FindCommonEnd(size_t begin, size_t end) const;

  const Encoder& encoder_;
  std::string_view text_;
  std::vector<CountedPiece> pieces_;
};

}  // namespace farthing::token
