#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace farthing::token {

// The layout of a prepared vocabulary: what BuildTable writes and Vocabulary reads in place, so
// that an encoder is ready without parsing. Little-endian; every section begins at a multiple
// of 64.

inline constexpr uint64_t kTableMagic = 0x32304E454B4F5446;  // "FTOKEN02"
inline constexpr uint32_t kIdBits = 18;
inline constexpr uint32_t kIdMask = (1u << kIdBits) - 1;
inline constexpr uint32_t kNoToken = kIdMask;

// Ids below are the 256 single bytes; all others are merges of two tokens, and an id is its rank.
inline constexpr uint32_t kByteTokens = 256;

inline constexpr size_t kMaxTokenBytes = 255;

struct TableHeader {
  uint64_t magic;
  uint32_t id_end;         // one more than the highest id
  uint32_t longest_token;  // in bytes
  uint32_t word_buckets;
  uint32_t pair_slots;
  uint32_t words_at;     // WordBucket × word_buckets
  uint32_t places_at;    // uint32_t × id_end, see Place
  uint32_t blob_at;      // the bytes of tokens longer than a word's key
  uint32_t filter_at;    // by PairHash::Bit, a bit set for each pair that merges
  uint32_t filter_bits;  // a power of two
  uint32_t pairs_at;     // uint32_t × pair_slots: id | fingerprint << 18, 0: empty
  uint32_t merges_at;    // TokenMerge × id_end
  uint32_t trie_at;      // kCellStride bytes a cell, see TrieCell
  uint32_t size;         // of the whole table
};

// --- whole tokens by their bytes -----------------------------------------------------------------

inline constexpr uint32_t kWordsABucket = 5;
inline constexpr size_t kShortWord = 8;  // bytes that a key holds entirely

// One cache line. A word is id | length << 24, 0 where there is none. The key of a token of up to
// eight bytes is its bytes, with the length in the last where that is free; of a longer one a hash.
struct alignas(64) WordBucket {
  uint64_t keys[kWordsABucket];
  uint32_t words[kWordsABucket];
  uint32_t overflowed;  // others that belong here lie in the next bucket
};
static_assert(sizeof(WordBucket) == 64);

inline uint64_t Mix(uint64_t value) {
  value *= 0x9E3779B97F4A7C15;
  return value ^ (value >> 32);
}

// `first` are the token's bytes, the lowest first, zero behind them.
inline uint64_t ShortKey(uint64_t first, size_t size) {
  return size < kShortWord ? first | uint64_t{size} << 56 : first;
}

// REQUIRES: bytes.size() > kShortWord.
inline uint64_t LongKey(std::string_view bytes) {
  uint64_t key = bytes.size();
  uint64_t word = 0;
  for (size_t at = 0; at + 8 < bytes.size(); at += 8) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    key = Mix(key ^ word);
  }
  std::memcpy(&word, bytes.data() + bytes.size() - 8, sizeof word);
  return Mix(key ^ word);
}

// A number below `end`, spread evenly by the upper half of `hash`.
inline uint32_t Reduce(uint64_t hash, uint32_t end) {
  return static_cast<uint32_t>(((hash >> 32) * end) >> 32);
}

inline uint32_t BucketOf(uint64_t key, uint32_t buckets) {
  return Reduce(Mix(key) * 0xD6E8FEB86659FD93, buckets);
}

// Where a token's bytes lie: in a word's key (bucket × 5 + slot), or in the blob when longer.
struct Place {
  uint32_t packed;  // offset | length << 23 | in the blob << 31; 0: no such token

  static Place Of(uint32_t offset, size_t length) {
    return {offset | static_cast<uint32_t>(length) << 23 | uint32_t{length > kShortWord} << 31};
  }
  uint32_t offset() const { return packed & 0x7FFFFF; }
  uint32_t length() const { return packed >> 23 & 0xFF; }
  bool in_blob() const { return packed >> 31 != 0; }
};

// --- merges --------------------------------------------------------------------------------------

// The last merge of a token, and the longest shorter token, of those that merges make, that begins
// it; each kNoToken where there is none.
struct TokenMerge {
  uint64_t packed;  // left | right << 18 | shorter << 36 | bytes << 54

  static TokenMerge Of(uint32_t left, uint32_t right, uint32_t shorter, size_t size) {
    return {PairOf(left, right) | uint64_t{shorter} << 2 * kIdBits | uint64_t{size} << 3 * kIdBits};
  }
  static uint64_t PairOf(uint32_t left, uint32_t right) {
    return left | uint64_t{right} << kIdBits;
  }
  uint64_t pair() const { return packed & ((uint64_t{1} << 2 * kIdBits) - 1); }
  uint32_t left() const { return packed & kIdMask; }
  uint32_t right() const { return packed >> kIdBits & kIdMask; }
  uint32_t shorter() const { return packed >> 2 * kIdBits & kIdMask; }
  uint32_t size() const { return static_cast<uint32_t>(packed >> 3 * kIdBits); }
};

class PairHash {
 public:
  PairHash(uint32_t left, uint32_t right)
      : hash_(Mix(TokenMerge::PairOf(left, right)) * 0xD6E8FEB86659FD93) {}

  uint32_t Slot(uint32_t slots) const { return Reduce(hash_, slots); }
  uint32_t Bit(uint32_t bits) const { return static_cast<uint32_t>(hash_ >> 16) & (bits - 1); }
  // In place, above an id.
  uint32_t Fingerprint() const { return static_cast<uint32_t>(hash_) & ~kIdMask; }

 private:
  uint64_t hash_;
};

// --- longest prefixes ----------------------------------------------------------------------------

inline constexpr size_t kCellStride = 6;

// A cell of the double array over the bytes of the tokens that merges can make. The child of a cell
// by a byte lies at base ^ byte, if that cell says so.
struct TrieCell {
  static constexpr uint64_t kUsed = 0x100;

  uint64_t packed;  // byte | used << 8 | base << 9 (20 bits) | id << 29 (kNoToken: none)

  static TrieCell Of(uint8_t byte, uint32_t base, uint32_t id) {
    return {byte | kUsed | uint64_t{base} << 9 | uint64_t{id} << 29};
  }
  bool IsChildBy(uint8_t byte) const { return (packed & (kUsed | 0xFF)) == (kUsed | byte); }
  uint32_t base() const { return packed >> 9 & 0xFFFFF; }
  uint32_t id() const { return packed >> 29 & kIdMask; }
};

}  // namespace farthing::token
