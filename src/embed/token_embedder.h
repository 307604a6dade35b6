#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "embed/text_embedder.h"
#include "embed/token_rows.h"
#include "token/tokenizer.h"

namespace farthing::embed {

// Turns a text into the weighted sum of its tokens' rows, made unit length: what PyPI model2vec
// does with `normalize`, but of the whole text where that stops after 512 tokens, and with special
// tokens in a text taken for text. Embed allocates; two microseconds for 60 tokens of 256
// dimensions after tokenising. Immutable; any thread.
class TokenEmbedder final : public TextEmbedder {
 public:
  // `unknown`: the token of what the vocabulary has not, which adds nothing. REQUIRES: a table as
  // ReadTokenRows answers it. Tokens beyond the table add nothing.
  TokenEmbedder(std::unique_ptr<const token::Tokenizer> tokenizer, TokenRows table,
                std::optional<uint32_t> unknown);

  size_t dimensions() const override { return table_.dimensions; }
  void Embed(std::string_view text, std::span<float> out) const override;

 private:
  void Add(uint32_t token, std::span<float> sums) const;

  std::unique_ptr<const token::Tokenizer> tokenizer_;
  TokenRows table_;
  std::optional<uint32_t> unknown_;
};

}  // namespace farthing::embed
