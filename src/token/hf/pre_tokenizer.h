#pragma once

#include <memory>
#include <vector>

#include "token/hf/file_part.h"
#include "token/hf/pattern.h"
#include "token/hf/pieces.h"

namespace farthing::token {

// One way in which a tokenizer.json cuts a text before its model makes tokens of the pieces.
// Immutable; any thread may ask.
class PreTokenizer {
 public:
  PreTokenizer() = default;
  PreTokenizer(const PreTokenizer&) = delete;
  PreTokenizer& operator=(const PreTokenizer&) = delete;
  virtual ~PreTokenizer() = default;

  // Cuts the pieces further, into `out`, which is clear.
  virtual void Cut(const Pieces& pieces, Pieces* out) const = 0;

  // The end of the piece at a place of any text, where this does nothing but cut, and that by a
  // splitter written by hand; null else.
  virtual Pattern::PieceEnd piece_end() const { return nullptr; }
};

// The part `pre_tokenizer`, step by step.
struct PreTokenizers {
  std::vector<std::unique_ptr<const PreTokenizer>> steps;
  // The last step was to write the bytes of the pieces as characters (byte_characters.h); it is
  // left out here, for the model can do without.
  bool ends_in_bytes = false;

  static PreTokenizers Read(const FilePart& part);
};

// What writes the bytes of each piece as characters.
std::unique_ptr<const PreTokenizer> ToByteCharacters();

}  // namespace farthing::token
