#include "embed/token_embedder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "embed/row_sum.h"

namespace farthing::embed {

TokenEmbedder::TokenEmbedder(std::unique_ptr<const token::Tokenizer> tokenizer, TokenRows table,
                             std::optional<uint32_t> unknown)
    : tokenizer_(std::move(tokenizer)), table_(std::move(table)), unknown_(unknown) {}

void TokenEmbedder::Embed(std::string_view text, std::span<float> out) const {
  CHECK(out.size() == dimensions());
  std::ranges::fill(out, 0.0F);
  std::vector<uint32_t> tokens;
  tokenizer_->Encode(text, &tokens);
  for (const uint32_t token : tokens) {
    if (token < table_.tokens() && token != unknown_) Add(token, out);
  }
  MakeUnitLength(out);
}

void TokenEmbedder::Add(uint32_t token, std::span<float> sums) const {
  const size_t row = table_.row_of.empty() ? token : table_.row_of[token];
  const float weight = table_.weight_of.empty() ? 1 : table_.weight_of[token];
  const float* const numbers = table_.rows.data() + row * sums.size();
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += weight * numbers[i];
}

}  // namespace farthing::embed
