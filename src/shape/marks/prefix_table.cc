#include "shape/marks/prefix_table.h"

#include <algorithm>
#include <span>

namespace farthing::shape {

PrefixNode* PrefixTable::SetOf(uint64_t hash) {
  const uint64_t mixed = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
  const size_t sets = capacity_ / kWays;
  return &nodes_[((mixed >> 32) & (sets - 1)) * kWays];
}

PrefixNode* PrefixTable::Find(uint64_t hash) {
  if (nodes_.empty()) return nullptr;
  const std::span<PrefixNode> set(SetOf(hash), kWays);
  const auto found = std::ranges::find(set, hash, &PrefixNode::hash);
  return found == set.end() ? nullptr : &*found;
}

PrefixNode& PrefixTable::Insert(uint64_t hash, MonotonicTime now) {
  if (nodes_.empty()) nodes_.resize(capacity_);
  const std::span<PrefixNode> set(SetOf(hash), kWays);
  const auto found = std::ranges::find(set, hash, &PrefixNode::hash);
  if (found != set.end()) return *found;
  const auto is_older = [](const PrefixNode& a, const PrefixNode& b) {
    return (a.hash != 0) != (b.hash != 0) ? a.hash == 0 : a.seen < b.seen;
  };
  PrefixNode& oldest = *std::ranges::min_element(set, is_older);
  oldest = PrefixNode{.hash = hash, .seen = now};
  return oldest;
}

}  // namespace farthing::shape
