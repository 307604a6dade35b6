#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "shape/template/lint/lint.h"

namespace farthing::cli {

// What `farthing template lint` found of one template. Tokens are the model's own.
struct LintedTemplateCost {
  std::string name;
  std::string model;  // "" none is known
  std::optional<Rate> input, cache_read, output;
  int64_t least_cached = 0;  // tokens of a prefix that the provider caches
  shape::LintReport report;
};

// A table of its parts, then its warnings.
std::string LintText(const LintedTemplateCost& linted);

// {"templates":[{"name","model","prefix_tokens","parts":[{"part","kind","tokens",
// "usd_per_million_calls"}],"warnings":[{"code","part","message","tokens",
// "usd_per_million_calls"}]}]}; dollars are plain decimals, absent where there is no price.
std::string LintJson(const std::vector<LintedTemplateCost>& all);

}  // namespace farthing::cli
