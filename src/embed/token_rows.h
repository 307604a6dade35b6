#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::embed {

// The table of a model2vec folder: which row a token has, and how much it weighs.
struct TokenRows {
  std::vector<float> rows;
  size_t dimensions = 1;
  std::vector<uint32_t> row_of;  // by token; empty: a token's row is its own number
  std::vector<float> weight_of;  // by token; empty: 1

  // The tokens that have a row are those below.
  size_t tokens() const { return row_of.empty() ? rows.size() / dimensions : row_of.size(); }
};

// The table of a model.safetensors as PyPI model2vec writes it: the tensor `embeddings`
// (`embedding.weight` where sentence-transformers wrote it) of floats or int8, and, where the
// vocabulary shares rows, `mapping` and `weights`. Of any bytes safely; rows are whole, at least
// one, and exist for every token. The error is a sentence without a name of the file.
Result<TokenRows> ReadTokenRows(std::string_view safetensors);

}  // namespace farthing::embed
