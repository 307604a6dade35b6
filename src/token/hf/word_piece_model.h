#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "token/hf/byte_trie.h"
#include "token/hf/file_part.h"
#include "token/hf/model.h"

namespace farthing::token {

// A WordPiece model of a tokenizer.json: every piece is cut into the longest tokens that it begins
// with; where the rest begins with none, or the piece has too many characters, all of it is one
// unknown token. Linear in the piece, times the longest token.
class WordPieceModel final : public Model {
 public:
  static std::unique_ptr<Model> Read(const FilePart& model);

  void Tokenize(std::string_view piece, size_t most, ModelScratch* scratch,
                TokenIds* ids) const override;
  size_t longest_token() const override { return 0; }

 private:
  WordPieceModel() = default;

  bool Cut(std::string_view piece, TokenIds* ids) const;

  ByteTrie tokens_;
  std::optional<ByteTrie::Node> continued_;  // where tokens inside a piece begin; nothing: none do
  uint32_t unknown_ = 0;
  uint32_t most_characters_ = 0;
};

}  // namespace farthing::token
