#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "token/prepared_table.h"

namespace farthing::token {

static_assert(std::endian::native == std::endian::little, "prepared tables are little-endian");

// What a longest prefix is: a token and its bytes' number.
struct Prefix {
  uint32_t id = kNoToken;
  uint32_t size = 0;
};

// A prepared vocabulary, read in place: nothing is copied, pages are touched as they are needed.
// Immutable; any thread may ask. The prepared bytes must outlive it.
class Vocabulary {
 public:
  // Without the tokens from `id_end` on. An earlier encoding has a part of a later one's ranks.
  // REQUIRES: what BuildTable made, at an address that is a multiple of 64; dies otherwise.
  explicit Vocabulary(std::string_view prepared, uint32_t id_end = kNoToken);

  uint32_t longest_token() const { return header_->longest_token; }

  // The token with exactly these bytes, or kNoToken. `end`: the end of the buffer that the piece
  // lies in; where eight bytes can be read from the piece they are. REQUIRES: the piece is not
  // empty.
  uint32_t Find(std::string_view piece, const char* end) const;

  // The longest token, of those that merges make, that begins the text. REQUIRES: not empty.
  Prefix LongestPrefix(std::string_view text) const;

  // Whether `left` and `right` can stand side by side in an encoding: no merge across their border
  // would have come before one of theirs. REQUIRES: ids that LongestPrefix gave.
  bool MayAdjoin(uint32_t left, uint32_t right) const;

  // The bytes of a token; empty where there is no such token. Lives as long as the table.
  std::string_view BytesOf(uint32_t id) const;

 private:
  template <size_t kStride>
  static uint64_t LoadPacked(const char* section, size_t index) {
    uint64_t value = 0;
    std::memcpy(&value, section + index * kStride, sizeof value);
    return value;
  }

  uint32_t FindPair(uint32_t left, uint32_t right) const;
  uint64_t SplitOf(uint32_t id) const {
    return LoadPacked<kSplitStride>(splits_, id) & ((uint64_t{1} << 2 * kIdBits) - 1);
  }
  TrieCell CellAt(uint32_t index) const { return {LoadPacked<kCellStride>(trie_, index)}; }

  const TableHeader* header_;
  uint32_t id_end_;
  const WordBucket* words_;
  const uint32_t* places_;
  const char* blob_;
  const uint32_t* pairs_;
  const char* splits_;
  const char* trie_;
};

inline uint32_t Vocabulary::Find(std::string_view piece, const char* end) const {
  uint64_t key = 0;
  const size_t size = piece.size();
  if (size > kShortWord) {
    if (size > header_->longest_token) return kNoToken;
    key = LongKey(piece);
  } else {
    if (end - piece.data() >= 8) {
      std::memcpy(&key, piece.data(), 8);
      key &= ~uint64_t{0} >> (64 - 8 * size);
    } else {
      std::memcpy(&key, piece.data(), size);
    }
    key = ShortKey(key, size);
  }
  for (uint32_t at = BucketOf(key, header_->word_buckets);; ++at) {
    if (at == header_->word_buckets) at = 0;
    const WordBucket& bucket = words_[at];
    for (uint32_t slot = 0; slot < kWordsABucket; ++slot) {
      if (bucket.keys[slot] != key || bucket.words[slot] >> 24 != size) continue;
      const uint32_t id = bucket.words[slot] & kIdMask;
      if (size <= kShortWord || BytesOf(id) == piece) return id < id_end_ ? id : kNoToken;
    }
    if (bucket.overflowed == 0) return kNoToken;
  }
}

}  // namespace farthing::token
