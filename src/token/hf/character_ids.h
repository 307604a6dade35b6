#pragma once

#include <cstdint>
#include <vector>

namespace farthing::token {

// Ids by characters, in blocks that are there where they hold one.
class CharacterIds {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  void Set(uint32_t character, uint32_t id) {
    uint16_t& block = block_of_[character / kBlock];
    if (block == 0) {
      ids_.resize(ids_.size() + kBlock, kNone);
      block = static_cast<uint16_t>(ids_.size() / kBlock - 1);
    }
    ids_[block * kBlock + character % kBlock] = id;
  }
  uint32_t Find(uint32_t character) const {
    return ids_[block_of_[character / kBlock] * kBlock + character % kBlock];
  }

 private:
  static constexpr size_t kBlock = 128;

  std::vector<uint16_t> block_of_ = std::vector<uint16_t>(0x110000 / kBlock);
  std::vector<uint32_t> ids_ = std::vector<uint32_t>(kBlock, kNone);  // block 0: of no characters
};

}  // namespace farthing::token
