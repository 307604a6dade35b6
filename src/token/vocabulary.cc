#include "token/vocabulary.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::token {

Vocabulary::Vocabulary(std::string_view prepared, uint32_t id_end)
    : header_(reinterpret_cast<const TableHeader*>(prepared.data())) {
  CHECK(prepared.size() >= sizeof(TableHeader) && header_->magic == kTableMagic);
  CHECK(header_->size == prepared.size());
  id_end_ = std::min(id_end, header_->id_end);
  CHECK(reinterpret_cast<uintptr_t>(prepared.data()) % alignof(WordBucket) == 0);
  words_ = reinterpret_cast<const WordBucket*>(prepared.data() + header_->words_at);
  places_ = reinterpret_cast<const uint32_t*>(prepared.data() + header_->places_at);
  blob_ = prepared.data() + header_->blob_at;
  filter_ = reinterpret_cast<const uint64_t*>(prepared.data() + header_->filter_at);
  pairs_ = reinterpret_cast<const uint32_t*>(prepared.data() + header_->pairs_at);
  merges_ = reinterpret_cast<const TokenMerge*>(prepared.data() + header_->merges_at);
  trie_ = prepared.data() + header_->trie_at;
}

uint32_t Vocabulary::FindFrom(uint32_t at, uint64_t key, std::string_view piece) const {
  for (;; ++at) {
    if (at == header_->word_buckets) at = 0;
    const WordBucket& bucket = words_[at];
    uint32_t same = 0;
    for (uint32_t slot = 0; slot < kWordsABucket; ++slot) {
      same |= uint32_t{bucket.keys[slot] == key} << slot;
    }
    for (; same != 0; same &= same - 1) {
      const uint32_t word = bucket.words[std::countr_zero(same)];
      const uint32_t id = word & kIdMask;
      if (word >> 24 != piece.size()) continue;
      if (piece.size() <= kShortWord || BytesOf(id) == piece) return id < id_end_ ? id : kNoToken;
    }
    if (bucket.overflowed == 0) return kNoToken;
  }
}

Prefix Vocabulary::LongestPrefix(std::string_view text) const {
  Prefix longest;
  TrieCell cell = CellAt(0);
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    cell = CellAt(cell.base() ^ byte);
    if (!cell.IsChildBy(byte)) break;
    if (cell.id() < id_end_) longest = {cell.id(), static_cast<uint32_t>(at) + 1};
  }
  return longest;
}

uint32_t Vocabulary::FindPair(uint32_t left, uint32_t right) const {
  const PairHash hash(left, right);
  const uint32_t bit = hash.Bit(header_->filter_bits);
  if ((filter_[bit / 64] >> bit % 64 & 1) == 0) return kNoToken;
  const uint64_t pair = TokenMerge::PairOf(left, right);
  for (uint32_t slot = hash.Slot(header_->pair_slots); pairs_[slot] != 0;) {
    const uint32_t id = pairs_[slot] & kIdMask;
    if ((pairs_[slot] & ~kIdMask) == hash.Fingerprint() && merges_[id].pair() == pair) {
      return id < id_end_ ? id : kNoToken;
    }
    slot = slot + 1 == header_->pair_slots ? 0 : slot + 1;
  }
  return kNoToken;
}

// Goes back in time: undoes the later of the two merges beside the border, and asks of each state
// whether the tokens that touched then would have merged before that. Of equal merges the left one
// came first.
bool Vocabulary::MayAdjoin(uint32_t left, uint32_t right) const {
  uint32_t undone = kNoToken;  // what came across the border by now came before this merge
  while (true) {
    if (FindPair(left, right) < undone) return false;
    if (left < kByteTokens && right < kByteTokens) return true;
    if (left > right) {
      undone = left;
      left = merges_[left].right();
    } else {
      undone = right + 1;
      right = merges_[right].left();
    }
  }
}

std::string_view Vocabulary::BytesOf(uint32_t id) const {
  if (id >= id_end_) return {};
  const Place place{places_[id]};
  if (place.in_blob()) return {blob_ + place.offset(), place.length()};
  const WordBucket& bucket = words_[place.offset() / kWordsABucket];
  const uint64_t& key = bucket.keys[place.offset() % kWordsABucket];
  return {reinterpret_cast<const char*>(&key), place.length()};
}

}  // namespace farthing::token
