#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/counting_rule.h"
#include "model/catalog.h"

namespace farthing::api {

// What the catalogue tells of how a model counts.
struct ModelCounting {
  CountingRule rule;
  std::string family;              // of its tokenizer; "": unknown
  std::optional<int64_t> context;  // tokens
  bool reasons = true;             // false: known not to
};

// `known`: null where the catalogue has no such model. `name`: with the provider or without.
ModelCounting CountingOf(const model::Model* known, std::string_view name);

}  // namespace farthing::api
