#include "embed/piece_trie.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace farthing::embed {
namespace {

constexpr uint32_t kBytes = 256;
// The root's block holds nothing else: a leaf, whose base is 0, finds no child there.
constexpr uint32_t kRootLabel = 0xff;
constexpr size_t kMaxSlots = size_t{1} << 24;

class Builder {
 public:
  explicit Builder(std::span<const std::string_view> pieces) : pieces_(pieces) {
    sorted_.resize(pieces.size());
    std::iota(sorted_.begin(), sorted_.end(), 0);
    std::ranges::sort(sorted_, {}, [pieces](PieceId id) { return pieces[id]; });
  }

  Result<std::vector<PieceSlot>> Build() {
    Grow(kBytes);
    slots_[PieceTrie::kRoot].base_and_label = kRootLabel;
    std::vector<Range> waiting = {{PieceTrie::kRoot, 0, sorted_.size(), 0}};
    while (!waiting.empty()) {
      const Range range = waiting.back();
      waiting.pop_back();
      if (Status placed = Place(range, &waiting); !placed) return Fail(placed.error());
      if (slots_.size() > kMaxSlots) {
        return Fail(Error::InvalidRequest("the vocabulary is too large"));
      }
    }
    return std::move(slots_);
  }

 private:
  // The pieces sorted_[begin, end) share their first `depth` bytes, which lead to `node`.
  struct Range {
    PieceTrie::Node node;
    size_t begin, end, depth;
  };

  Status Place(Range range, std::vector<Range>* waiting) {
    if (range.begin < range.end && pieces_[sorted_[range.begin]].size() == range.depth) {
      if (range.depth == 0) return Fail(Error::InvalidRequest("the vocabulary has an empty piece"));
      slots_[range.node].piece = sorted_[range.begin++];
    }
    if (range.begin == range.end) return {};
    if (pieces_[sorted_[range.begin]].size() == range.depth) {
      return Fail(Error::InvalidRequest("the vocabulary has a piece twice: " +
                                        std::string(pieces_[sorted_[range.begin]])));
    }
    std::vector<uint8_t> labels;
    std::vector<Range> children;
    for (size_t at = range.begin; at < range.end; ++at) {
      const uint8_t label = LabelOf(at, range.depth);
      if (labels.empty() || labels.back() != label) {
        labels.push_back(label);
        children.push_back({0, at, at, range.depth + 1});
      }
      children.back().end = at + 1;
    }
    const uint32_t base = FindBase(labels);
    slots_[range.node].base_and_label = base << 8 | slots_[range.node].label();
    for (size_t i = 0; i < labels.size(); ++i) {
      children[i].node = base ^ labels[i];
      slots_[children[i].node].base_and_label = labels[i];
    }
    waiting->insert(waiting->end(), children.rbegin(), children.rend());
    return {};
  }

  uint8_t LabelOf(size_t at, size_t depth) const {
    return static_cast<uint8_t>(pieces_[sorted_[at]][depth]);
  }

  bool IsFree(uint32_t slot) const { return slots_[slot].base_and_label == PieceSlot::kNone; }

  // The lowest base that is nobody's and whose slots for `labels` are free.
  uint32_t FindBase(std::span<const uint8_t> labels) {
    while (first_free_ < slots_.size() && !IsFree(first_free_)) ++first_free_;
    for (uint32_t slot = first_free_;; ++slot) {
      if (slot >= slots_.size()) Grow(slots_.size() + kBytes);
      const uint32_t base = slot ^ labels.front();
      if (!IsFree(slot) || base_taken_[base]) continue;
      if (std::ranges::all_of(labels, [&](uint8_t label) { return IsFree(base ^ label); })) {
        base_taken_[base] = true;
        return base;
      }
    }
  }

  // Whole blocks of 256, so that every `base ^ byte` lies inside.
  void Grow(size_t size) {
    slots_.resize(size);
    base_taken_.resize(size);
  }

  std::span<const std::string_view> pieces_;
  std::vector<PieceId> sorted_;  // by their bytes: those below one node lie side by side
  std::vector<PieceSlot> slots_;
  std::vector<bool> base_taken_;
  uint32_t first_free_ = kBytes;
};

}  // namespace

std::optional<PieceTrie::Node> PieceTrie::Walk(std::string_view prefix) const {
  Node node = kRoot;
  for (const char c : prefix) {
    const auto byte = static_cast<uint8_t>(c);
    const Node child = slots_[node].base() ^ byte;
    if (slots_[child].base_and_label == PieceSlot::kNone || slots_[child].label() != byte) {
      return std::nullopt;
    }
    node = child;
  }
  return node;
}

Result<std::vector<PieceSlot>> BuildPieceTrie(std::span<const std::string_view> pieces) {
  return Builder(pieces).Build();
}

}  // namespace farthing::embed
