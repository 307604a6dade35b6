#include "token/hf/piece_index.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::token {

PieceIndex::PieceIndex(size_t pieces, size_t bytes) {
  bytes_.reserve(bytes);
  ids_.reserve(pieces);
}

void PieceIndex::Add(std::string_view piece, uint32_t id) {
  CHECK(bytes_.size() + piece.size() <= bytes_.capacity());
  const size_t at = bytes_.size();
  bytes_ += piece;
  ids_.emplace(std::string_view(bytes_).substr(at), id);
  longest_ = std::max(longest_, piece.size());
}

}  // namespace farthing::token
