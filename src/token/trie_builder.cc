#include "token/trie_builder.h"

#include <algorithm>
#include <array>
#include <span>

namespace farthing::token {
namespace {

using Words = std::span<const std::pair<std::string_view, uint32_t>>;

constexpr uint32_t kBlock = 256;  // base ^ byte stays inside the base's block
constexpr uint32_t kMaxCells = 1u << 20;
constexpr size_t kOpenBlocks = 64;  // earlier ones are taken for full, which bounds the search

// The words of one child: those that go on with `byte`.
struct Child {
  uint8_t byte;
  Words words;
};

// Lays out the children of one cell after another, depth first, so that a walk stays near.
class Builder {
 public:
  std::vector<TrieCell> Run(Words words) {
    AddBlock();
    base_used_[0] = true;  // of cells without children
    Fill(0, words, 0);
    cells_[0].packed &= ~TrieCell::kUsed;  // the root is no one's child
    if (cells_.size() > kMaxCells) cells_.clear();
    return std::move(cells_);
  }

 private:
  // Gives `cell`, the prefix of length `depth` of all `words`, its id, its base and its children.
  void Fill(uint32_t cell, Words words, size_t depth) {
    uint32_t id = kNoToken;
    if (words.front().first.size() == depth) {
      id = words.front().second;
      words = words.subspan(1);
    }
    const auto byte = static_cast<uint8_t>(cells_[cell].packed);
    const std::vector<Child> children = ChildrenOf(words, depth);
    const uint32_t base = children.empty() ? 0 : Place(children);
    cells_[cell] = TrieCell::Of(byte, base, id);
    for (const Child& child : children) Fill(base ^ child.byte, child.words, depth + 1);
  }

  static std::vector<Child> ChildrenOf(Words words, size_t depth) {
    std::vector<Child> children;
    for (size_t at = 0; at < words.size();) {
      const char byte = words[at].first[depth];
      size_t end = at + 1;
      while (end < words.size() && words[end].first[depth] == byte) ++end;
      children.push_back({static_cast<uint8_t>(byte), words.subspan(at, end - at)});
      at = end;
    }
    return children;
  }

  // Finds a base that no other cell has and under which all children's cells are free; takes them.
  uint32_t Place(const std::vector<Child>& children) {
    const size_t blocks = cells_.size() / kBlock;
    for (size_t block = blocks - std::min(blocks, kOpenBlocks);; ++block) {
      if (block == cells_.size() / kBlock) AddBlock();
      if (free_[block] < children.size()) continue;
      for (uint32_t low = 0; low < kBlock; ++low) {
        const uint32_t base = static_cast<uint32_t>(block) * kBlock + low;
        if (base_used_[base] || !Fits(base, children)) continue;
        for (const Child& child : children) {
          cells_[base ^ child.byte] = TrieCell::Of(child.byte, 0, kNoToken);
        }
        base_used_[base] = true;
        free_[block] -= children.size();
        return base;
      }
    }
  }

  bool Fits(uint32_t base, const std::vector<Child>& children) const {
    return std::all_of(children.begin(), children.end(), [&](const Child& child) {
      return cells_[base ^ child.byte].packed == 0 && (base ^ child.byte) != 0;
    });
  }

  void AddBlock() {
    cells_.resize(cells_.size() + kBlock);
    base_used_.resize(cells_.size());
    free_.push_back(kBlock);
  }

  std::vector<TrieCell> cells_;
  std::vector<bool> base_used_;
  std::vector<size_t> free_;  // cells, by block
};

}  // namespace

std::vector<TrieCell> BuildTrie(const std::vector<std::pair<std::string_view, uint32_t>>& words) {
  return Builder().Run(words);
}

}  // namespace farthing::token
