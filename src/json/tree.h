#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/structure.h"
#include "json/type.h"

namespace farthing::json {

// What stands behind a Document: one flat array of nodes in source order. A member is two nodes,
// its key (a string) and then its value. Nodes are 16 bytes, so that a hostile text of many tiny
// values costs memory in proportion.
class Tree {
 public:
  struct Node {
    uint32_t begin = 0;  // raw bytes in the source
    uint32_t end = 0;
    uint32_t a = kPlain;  // container: index after its last node; string: offset in the arena
    uint32_t b = 0;       // container: members or elements; string: decoded size
  };
  static constexpr uint32_t kPlain = UINT32_MAX;  // string: without escapes, read it in the source

  Status Load(std::string_view text);
  Status LoadCopy(std::string_view text);

  bool empty() const { return nodes_.empty(); }
  const Node& node(uint32_t index) const { return nodes_[index]; }
  std::string_view raw(uint32_t index) const {
    return text_.substr(nodes_[index].begin, nodes_[index].end - nodes_[index].begin);
  }
  Type type(uint32_t index) const { return TypeOf(text_[nodes_[index].begin]); }
  bool is_container(uint32_t index) const { return type(index) >= Type::kArray; }
  // REQUIRES: a string node.
  std::string_view string(uint32_t index) const;
  // The node after the value and all that is in it.
  uint32_t After(uint32_t index) const { return is_container(index) ? nodes_[index].a : index + 1; }

 private:
  class Builder;

  void Clear();

  Structure structure_;
  std::string copy_;
  std::string_view text_;
  std::vector<Node> nodes_;
  std::unique_ptr<char[]> arena_;
  size_t arena_capacity_ = 0;
  size_t arena_size_ = 0;
  std::vector<uint32_t> open_;            // containers around the place of parsing
  std::vector<std::string_view> sorted_;  // keys of one object, to find duplicates
};

}  // namespace farthing::json
