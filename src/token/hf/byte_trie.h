#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace farthing::token {

// Strings with a value each, found byte by byte. Adding takes the string's length, a step O(1).
class ByteTrie {
 public:
  using Node = uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr uint32_t kNoValue = UINT32_MAX;

  ByteTrie() : values_(1, kNoValue) {}

  // The last value of a string that is added twice counts.
  void Add(std::string_view bytes, uint32_t value);

  // The node behind `node` by the byte.
  std::optional<Node> Step(Node node, char byte) const {
    const auto found = edges_.find(EdgeOf(node, byte));
    return found != edges_.end() ? std::optional(found->second) : std::nullopt;
  }
  std::optional<Node> Walk(Node node, std::string_view bytes) const;
  uint32_t ValueAt(Node node) const { return values_[node]; }

 private:
  static uint64_t EdgeOf(Node node, char byte) {
    return uint64_t{node} << 8 | static_cast<uint8_t>(byte);
  }

  boost::unordered_flat_map<uint64_t, Node> edges_;
  std::vector<uint32_t> values_;  // by node
};

}  // namespace farthing::token
