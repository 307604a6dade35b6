#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "token/vocabulary.h"

namespace farthing::token {

// Encodes pieces that are not one token. Makes no more than one allocation for each doubling of the
// longest piece so far, none for pieces of up to kShortPiece bytes. One thread at a time.
class PieceMerger {
 public:
  explicit PieceMerger(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
  PieceMerger(const PieceMerger&) = delete;
  PieceMerger& operator=(const PieceMerger&) = delete;

  // The ids, valid until the next call. Linear in the piece's bytes.
  std::span<const uint32_t> Merge(std::string_view piece);

 private:
  static constexpr size_t kShortPiece = 255;

  void Prepare(size_t size);
  bool IsDead(size_t at) const { return (dead_[at / 64] >> at % 64 & 1) != 0; }
  void MarkDead(size_t at) { dead_[at / 64] |= uint64_t{1} << at % 64; }

  const Vocabulary& vocabulary_;
  std::array<uint32_t, kShortPiece + 1> short_ids_;
  std::array<uint64_t, (kShortPiece + 1) / 64> short_dead_;
  std::vector<uint32_t> long_ids_;
  std::vector<uint64_t> long_dead_;
  uint32_t* ids_ = nullptr;   // of the tokens chosen so far
  uint64_t* dead_ = nullptr;  // a bit for each place in the piece that no encoding goes on from
};

}  // namespace farthing::token
