#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace farthing::token {

using TokenIds = std::vector<uint32_t>;

// The memory that models work in, kept from piece to piece of one text.
struct ModelScratch {
  struct Symbol {
    uint32_t id;
    uint32_t begin;  // in the piece
  };
  struct Link {
    uint32_t id;
    uint32_t before;
    uint32_t behind;
  };
  struct PathNode {
    double score;
    uint32_t id;
    uint32_t begin;
  };

  std::vector<Symbol> symbols;
  std::vector<Link> links;
  std::vector<uint64_t> queue;
  std::vector<PathNode> path;
};

// What makes tokens of a piece of text. Immutable; any thread may ask.
class Model {
 public:
  Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;

  // Appends the piece's tokens. May stop once `ids` holds more than `most`. REQUIRES: a piece of
  // valid UTF-8, not empty, of less than 4 GiB.
  virtual void Tokenize(std::string_view piece, size_t most, ModelScratch* scratch,
                        TokenIds* ids) const = 0;

  // No token stands for more bytes of a piece; 0: there is no such bound.
  virtual size_t longest_token() const = 0;
};

}  // namespace farthing::token
