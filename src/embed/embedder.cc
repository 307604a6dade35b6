#include "embed/embedder.h"

#include <algorithm>

#include "base/check.h"
#include "embed/row_sum.h"

namespace farthing::embed {

Embedder::Embedder(WordPiece pieces, RowTable table) : pieces_(pieces), table_(table) {
  CHECK(table.dimensions != 0 && table.rows.size() % table.dimensions == 0);
}

void Embedder::Embed(std::string_view text, std::span<float> out) const {
  CHECK(out.size() == dimensions());
  std::ranges::fill(out, 0.0F);
  PieceId ids[kMaxRowsAtOnce];
  while (const size_t count = pieces_.Read(&text, ids)) Add({ids, count}, out);
  MakeUnitLength(out);
}

void Embedder::EmbedPieces(std::span<const PieceId> ids, std::span<float> out) const {
  CHECK(out.size() == dimensions());
  std::ranges::fill(out, 0.0F);
  for (; ids.size() > kMaxRowsAtOnce; ids = ids.subspan(kMaxRowsAtOnce)) {
    Add(ids.first(kMaxRowsAtOnce), out);
  }
  Add(ids, out);
  MakeUnitLength(out);
}

void Embedder::Add(std::span<const PieceId> ids, std::span<float> sums) const {
  const size_t rows = table_.rows.size() / table_.dimensions;
  uint32_t chosen[kMaxRowsAtOnce];
  size_t count = 0;
  for (const PieceId id : ids) {
    const uint32_t row = id - table_.first;  // wraps to a large number before the first
    chosen[count] = row;
    count += row < rows ? 1 : 0;
  }
  AddRows(table_.rows.data(), {chosen, count}, sums);
}

float Similarity(std::span<const float> a, std::span<const float> b) { return DotProduct(a, b); }

}  // namespace farthing::embed
