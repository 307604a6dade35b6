#include "token/hf/byte_trie.h"

namespace farthing::token {

void ByteTrie::Add(std::string_view bytes, uint32_t value) {
  Node node = kRoot;
  for (const char byte : bytes) {
    const auto [edge, is_new] =
        edges_.try_emplace(EdgeOf(node, byte), static_cast<Node>(values_.size()));
    if (is_new) values_.push_back(kNoValue);
    node = edge->second;
  }
  values_[node] = value;
}

std::optional<ByteTrie::Node> ByteTrie::Walk(Node node, std::string_view bytes) const {
  std::optional<Node> at = node;
  for (const char byte : bytes) {
    at = Step(*at, byte);
    if (!at) break;
  }
  return at;
}

}  // namespace farthing::token
