#include "embed/token_rows.h"

#include <string>
#include <utility>

#include "embed/safetensors.h"

namespace farthing::embed {
namespace {

tl::unexpected<Error> Wrong(std::string_view name, std::string_view what) {
  return Fail(Error::InvalidRequest("tensor " + std::string(name) + ": " + std::string(what)));
}

// Either library's name of the rows.
Tensors::const_iterator FindRows(const Tensors& tensors) {
  const auto found = tensors.find("embeddings");
  return found != tensors.end() ? found : tensors.find("embedding.weight");
}

Status ReadRows(const Tensors& tensors, TokenRows* table) {
  const auto found = FindRows(tensors);
  if (found == tensors.end()) {
    return Fail(Error::InvalidRequest("no tensor `embeddings` or `embedding.weight` is in it"));
  }
  const auto& [name, tensor] = *found;
  if (tensor.shape.size() != 2 || tensor.size() == 0) return Wrong(name, "it is no table of rows");
  Result<std::vector<float>> rows = FloatsOf(tensor);
  if (!rows) return Wrong(name, rows.error().message);
  table->rows = *std::move(rows);
  table->dimensions = tensor.shape[1];
  return {};
}

Status ReadMapping(const Tensors& tensors, TokenRows* table) {
  const auto found = tensors.find("mapping");
  if (found == tensors.end()) return {};
  Result<std::vector<uint32_t>> row_of = IndexesOf(found->second, table->tokens());
  if (!row_of) return Wrong("mapping", row_of.error().message);
  if (row_of->empty()) return Wrong("mapping", "it is empty");
  table->row_of = *std::move(row_of);
  return {};
}

Status ReadWeights(const Tensors& tensors, TokenRows* table) {
  const auto found = tensors.find("weights");
  if (found == tensors.end()) return {};
  Result<std::vector<float>> weight_of = FloatsOf(found->second);
  if (!weight_of) return Wrong("weights", weight_of.error().message);
  if (weight_of->size() != table->tokens()) {
    return Wrong("weights", "there is not one for each token");
  }
  table->weight_of = *std::move(weight_of);
  return {};
}

}  // namespace

Result<TokenRows> ReadTokenRows(std::string_view safetensors) {
  const Result<Tensors> tensors = ReadSafetensors(safetensors);
  if (!tensors) return Fail(tensors.error());
  TokenRows table;
  for (const auto read : {ReadRows, ReadMapping, ReadWeights}) {
    if (Status done = read(*tensors, &table); !done) return Fail(done.error());
  }
  return table;
}

}  // namespace farthing::embed
