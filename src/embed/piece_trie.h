#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::embed {

using PieceId = uint32_t;

// A slot of a double-array trie over bytes: the child of a node by `byte` is the slot `base ^ byte`
// when the `label` there is `byte`. No two nodes share a base, so the label alone tells whose child
// a slot is. Prepared tables are arrays of these, in the host's byte order.
struct PieceSlot {
  static constexpr uint32_t kNone = 0xffffffff;

  uint32_t base_and_label = kNone;  // base << 8 | label; kNone: nobody's
  PieceId piece = kNone;            // that ends here; kNone: none does

  uint32_t base() const { return base_and_label >> 8; }
  uint8_t label() const { return static_cast<uint8_t>(base_and_label); }
};
static_assert(sizeof(PieceSlot) == 8);

// The pieces of a vocabulary, found by their bytes. Views slots that stay alive and unchanged as
// long as the trie; any thread.
class PieceTrie {
 public:
  using Node = uint32_t;
  static constexpr Node kRoot = 0;

  struct Match {
    PieceId piece = PieceSlot::kNone;
    size_t length = 0;  // bytes; 0: no piece begins the text
  };

  // REQUIRES: slots as BuildPieceTrie makes them.
  explicit PieceTrie(std::span<const PieceSlot> slots) : slots_(slots) {}

  // The longest piece that begins `text`, or what follows `from` of one. At most as many steps as
  // the longest piece has bytes.
  Match Longest(Node from, std::string_view text) const {
    Match match;
    Node node = from;
    for (size_t at = 0; at < text.size(); ++at) {
      const auto byte = static_cast<uint8_t>(text[at]);
      const Node child = slots_[node].base() ^ byte;
      const PieceSlot slot = slots_[child];
      if (slot.label() != byte || slot.base_and_label == PieceSlot::kNone) break;
      if (slot.piece != PieceSlot::kNone) match = {slot.piece, at + 1};
      node = child;
    }
    return match;
  }

  // The node after `prefix`; absent when no piece begins with it.
  std::optional<Node> Walk(std::string_view prefix) const;

 private:
  std::span<const PieceSlot> slots_;
};

// The slots of a trie in which the i-th of `pieces` has the id i. An error when a piece is empty or
// stands there twice, or when they are too many for the format (2^24 slots).
Result<std::vector<PieceSlot>> BuildPieceTrie(std::span<const std::string_view> pieces);

}  // namespace farthing::embed
