#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <span>

#include "token/hf/model.h"

namespace farthing::token {

// The merges of a byte-pair model, and merging by them: again and again the pair that comes first
// in the list, the leftmost of equals. As `tokenizers` does, a token may come of several pairs,
// each with its own place in the list.
class MergeTable {
 public:
  using Symbol = ModelScratch::Symbol;

  void Reserve(size_t merges) { merges_.reserve(merges); }

  // A pair named twice has its last place.
  void Add(uint32_t left, uint32_t right, uint32_t rank, uint32_t merged) {
    merges_.insert_or_assign(KeyOf(left, right), Merge{rank, merged});
  }

  // Appends what the symbols come to. n symbols take O(n log n), up to kFew of them O(n²).
  void MergeAll(std::span<const Symbol> symbols, ModelScratch* scratch, TokenIds* ids) const;

 private:
  static constexpr size_t kFew = 40;
  static constexpr uint32_t kNever = UINT32_MAX;

  struct Merge {
    uint32_t rank = kNever;
    uint32_t merged = 0;
  };

  static uint64_t KeyOf(uint32_t left, uint32_t right) { return uint64_t{left} << 32 | right; }
  Merge Find(uint32_t left, uint32_t right) const {
    const auto found = merges_.find(KeyOf(left, right));
    return found != merges_.end() ? found->second : Merge{};
  }

  void MergeFew(std::span<const Symbol> symbols, TokenIds* ids) const;
  void MergeMany(std::span<const Symbol> symbols, ModelScratch* scratch, TokenIds* ids) const;

  boost::unordered_flat_map<uint64_t, Merge> merges_;
};

}  // namespace farthing::token
