#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/counting_rule.h"
#include "config/config.h"
#include "embed/text_embedder.h"
#include "ledger/row.h"
#include "shape/limits.h"
#include "shape/memory/select.h"
#include "shape/step.h"

namespace farthing::shape {

// What a request's route, key and model ask of it.
struct PlanSettings {
  config::Limits limits;                     // merged
  const config::History* history = nullptr;  // null: all of it is sent
  PrefixPrice prefix_price;                  // of the request's first model
  config::Squeeze squeeze;
  const config::Narrow* narrow = nullptr;  // null: documents are put in whole
  // Of the documents, where somebody else has ranked them. They live as long as the settings.
  std::span<const float> document_scores;
  bool refuse_too_small = false;  // a history that cannot be within its budget
};

struct Saving {
  ledger::Step step = ledger::Step::kLimits;
  int64_t tokens = 0;  // o200k_base
};

struct Shaped {
  std::string body;  // of the whole request; "": as it was
  std::vector<Saving> savings;
  std::vector<std::string> warnings;
};

// How the model of a request counts tokens, and up to how many the request may have of them.
struct InputBound {
  const api::CountingRule& rule;
  InputLimit limit;
};

// Applies to a request what makes it smaller, in this order: squeezes, documents put in and
// narrowed, the history's budget, the cap on reasoning; then holds it against the limits by number.
// Errors: the steps' own, kTooLarge. Pure; any thread.
Result<Shaped> Shape(const StepInput& input, const PlanSettings& settings,
                     const embed::TextEmbedder& embedder);

// As Shape, with all squeezes and the history as much smaller as it takes to be within `bound`;
// what goes for that is of the step kLimits. Without a history's settings what is most relevant
// stays, after the last exchanges. Errors: Shape's, kTooLarge where what is always kept is beyond
// the limit.
Result<Shaped> ShapeToFit(const StepInput& input, const PlanSettings& settings,
                          const InputBound& bound, const embed::TextEmbedder& embedder);

// Whether Shape could change or refuse a request of these bytes: what to ask before it is parsed.
// `farthing`: those of that member of it.
bool MayShape(std::string_view body, std::string_view farthing, bool says_effort,
              const PlanSettings& settings);

}  // namespace farthing::shape
