#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "embed/character_table.h"
#include "embed/piece_trie.h"

namespace farthing::embed {

// BERT's uncased tokenizer: lower-case, accents off, words split at spaces, punctuation and Chinese
// characters, every word cut into the longest pieces that the vocabulary has. A word with a part
// that it has not, or of more than 100 characters, is one unknown piece. Special tokens in the text
// are text; malformed UTF-8 is left out. Allocates nothing, linear in the text; any thread.
class WordPiece {
 public:
  // No word has more pieces.
  static constexpr size_t kMaxWordPieces = 100;

  // `unknown` is the id of unknown words.
  WordPiece(CharacterTable characters, PieceTrie pieces, PieceId unknown);

  // Moves the next words' ids into `ids` and takes the words off the front of `text`, as many as
  // surely fit; returns the count of ids. 0: the text is at its end. REQUIRES: room for
  // kMaxWordPieces ids at least. Asking again with what is left goes on as if never stopped.
  size_t Read(std::string_view* text, std::span<PieceId> ids) const;

 private:
  struct Word;

  void ReadWord(std::string_view* text, Word* word) const;
  size_t Cut(const Word& word, std::span<PieceId> ids) const;

  CharacterTable characters_;
  PieceTrie pieces_;
  std::optional<PieceTrie::Node> continued_;  // where pieces inside a word begin
  PieceId unknown_;
};

}  // namespace farthing::embed
