#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "embed/text_embedder.h"
#include "embed/wordpiece.h"

namespace farthing::embed {

// A row of numbers for every piece from `first` on. Views memory that stays alive and unchanged.
struct RowTable {
  std::span<const int8_t> rows;
  size_t dimensions = 0;  // a multiple of kRowStep
  PieceId first = 0;      // pieces before it have no row and add nothing
};

// Turns a text into a vector that points where a sentence encoder's points, by a table: the sum of
// its pieces' rows, made unit length. Blind to the order of words, to negation and to who does what
// to whom, so it finds candidates and never decides. English; of other scripts it knows little more
// than single characters (embedding/README.md). Immutable; any thread.
class Embedder final : public TextEmbedder {
 public:
  // REQUIRES: whole rows.
  Embedder(WordPiece pieces, RowTable table);

  size_t dimensions() const override { return table_.dimensions; }
  const WordPiece& pieces() const { return pieces_; }
  const RowTable& table() const { return table_; }

  // Zeros when no piece of the text has a row. Allocates nothing; 5 ns a piece and 20 ns a word.
  void Embed(std::string_view text, std::span<float> out) const override;

  // As Embed, of a text that is in pieces already.
  void EmbedPieces(std::span<const PieceId> ids, std::span<float> out) const;

 private:
  void Add(std::span<const PieceId> ids, std::span<float> sums) const;

  WordPiece pieces_;
  RowTable table_;
};

// The embedder built into the program: 256 dimensions, distilled from all-MiniLM-L6-v2. Its table
// is the program's own read-only memory, so that this costs next to nothing.
inline constexpr size_t kShippedDimensions = 256;
Embedder ShippedEmbedder();

}  // namespace farthing::embed
