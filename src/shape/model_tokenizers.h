#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/counting_rule.h"
#include "base/error.h"
#include "config/config.h"
#include "token/tokenizer.h"

namespace farthing::shape {

// The tokenizers that a configuration names for its models (`models.NAME.tokenizer`), by the
// models' names as it writes them. Immutable; any thread.
class ModelTokenizers {
 public:
  // Loads each of them once; what `previous` (may be null) has of the same name stays as it was
  // read then. Errors: kConfiguration that names the model and says what is wrong with the file.
  static Result<ModelTokenizers> Load(const config::Config& config,
                                      const ModelTokenizers* previous);

  // Lets a rule count by the model's own tokenizer, where the configuration names one.
  void Apply(std::string_view model, api::CountingRule* rule) const;

 private:
  using Shared = std::shared_ptr<const token::Tokenizer>;

  std::map<std::string, Shared, std::less<>> by_name_;  // of tokenizers
  std::map<std::string, Shared, std::less<>> by_model_;
};

}  // namespace farthing::shape
