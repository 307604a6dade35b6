#include "shape/model_tokenizers.h"

#include <utility>

#include "token/load_tokenizer.h"

namespace farthing::shape {

Result<ModelTokenizers> ModelTokenizers::Load(const config::Config& config,
                                              const ModelTokenizers* previous) {
  ModelTokenizers tokenizers;
  for (const config::Model& model : config.models) {
    if (model.tokenizer.empty()) continue;
    Shared& tokenizer = tokenizers.by_name_[model.tokenizer];
    if (tokenizer == nullptr && previous != nullptr) {
      const auto known = previous->by_name_.find(model.tokenizer);
      if (known != previous->by_name_.end()) tokenizer = known->second;
    }
    if (tokenizer == nullptr) {
      Result<std::unique_ptr<const token::Tokenizer>> loaded =
          token::LoadTokenizer(model.tokenizer);
      if (!loaded) {
        return Fail(
            Error::Configuration("the model `" + model.name + "`: " + loaded.error().message));
      }
      tokenizer = std::move(*loaded);
    }
    tokenizers.by_model_[model.name] = tokenizer;
  }
  return tokenizers;
}

void ModelTokenizers::Apply(std::string_view model, api::CountingRule* rule) const {
  const auto found = by_model_.find(model);
  if (found == by_model_.end()) return;
  rule->tokenizer = found->second.get();
  rule->ratio = nullptr;
}

}  // namespace farthing::shape
