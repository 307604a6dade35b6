#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "token/prepared_table.h"

namespace farthing::token {

static_assert(std::endian::native == std::endian::little, "prepared tables are little-endian");

// A token that begins a text, and its size in bytes.
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

  // What a piece is found by. `end`: the end of the buffer that the piece lies in; where eight
  // bytes can be read from the piece they are. REQUIRES: the piece is not empty.
  static uint64_t KeyOf(std::string_view piece, const char* end);

  // Begins to bring in the memory that Find will read.
  void Prefetch(uint64_t key) const {
    __builtin_prefetch(&words_[BucketOf(key, header_->word_buckets)]);
  }

  // The token with exactly these bytes, or kNoToken. REQUIRES: KeyOf(piece, …).
  uint32_t Find(uint64_t key, std::string_view piece) const;

  // The longest token, of those that merges make, that begins the text; kNoToken: it is empty.
  Prefix LongestPrefix(std::string_view text) const;

  // The longest of them that is shorter than this one and begins it, or kNoToken. REQUIRES: an id
  // that LongestPrefix or ShorterPrefix gave.
  Prefix ShorterPrefix(uint32_t id) const {
    do id = merges_[id].shorter();
    while (id >= id_end_ && id != kNoToken);
    return id != kNoToken ? Prefix{id, SizeOf(id)} : Prefix{};
  }

  // In bytes. REQUIRES: an id below the encoding's end.
  uint32_t SizeOf(uint32_t id) const { return merges_[id].size(); }

  // Whether `left` and `right` can stand side by side in an encoding: no merge across their border
  // would have come before one of theirs. REQUIRES: ids that LongestPrefix gave.
  bool MayAdjoin(uint32_t left, uint32_t right) const;

  // The bytes of a token; empty where there is no such token. Lives as long as the table.
  std::string_view BytesOf(uint32_t id) const;

 private:
  uint32_t FindFrom(uint32_t bucket, uint64_t key, std::string_view piece) const;
  uint32_t FindPair(uint32_t left, uint32_t right) const;
  TrieCell CellAt(uint32_t index) const {
    TrieCell cell = {};
    std::memcpy(&cell, trie_ + size_t{index} * kCellStride, sizeof cell);
    return cell;
  }

  const TableHeader* header_;
  uint32_t id_end_;
  const WordBucket* words_;
  const uint32_t* places_;
  const char* blob_;
  const uint64_t* filter_;
  const uint32_t* pairs_;
  const TokenMerge* merges_;
  const char* trie_;
};

inline uint64_t Vocabulary::KeyOf(std::string_view piece, const char* end) {
  const size_t size = piece.size();
  if (size > kShortWord) return size <= kMaxTokenBytes ? LongKey(piece) : 0;
  uint64_t first = 0;
  if (end - piece.data() >= 8) {
    std::memcpy(&first, piece.data(), 8);
    first &= ~uint64_t{0} >> (64 - 8 * size);
  } else {
    std::memcpy(&first, piece.data(), size);
  }
  return ShortKey(first, size);
}

inline uint32_t Vocabulary::Find(uint64_t key, std::string_view piece) const {
  const uint32_t at = BucketOf(key, header_->word_buckets);
  const WordBucket& home = words_[at];
  // Of a bucket's words the first is the most frequent.
  if (home.keys[0] == key && piece.size() <= kShortWord && home.words[0] >> 24 == piece.size()) {
    const uint32_t id = home.words[0] & kIdMask;
    return id < id_end_ ? id : kNoToken;
  }
  return FindFrom(at, key, piece);
}

}  // namespace farthing::token
