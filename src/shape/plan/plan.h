#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/counting_rule.h"
#include "config/config.h"
#include "embed/text_embedder.h"
#include "ledger/row.h"
#include "shape/limits.h"
#include "shape/step.h"

namespace farthing::shape {

// What a request's route, key and model ask of it.
struct PlanSettings {
  config::Limits limits;                     // merged
  const config::History* history = nullptr;  // null: all of it is sent
  config::Squeeze squeeze;
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

// Applies to a request what makes it smaller, in this order: squeezes, the history's budget, the
// cap on reasoning; then holds it against the limits by number. Errors: the steps' own, kTooLarge.
// Pure; any thread.
Result<Shaped> Shape(const StepInput& input, const PlanSettings& settings,
                     const embed::TextEmbedder& embedder);

// Makes a request's history as much smaller as it takes to be within `limit`. Errors: kTooLarge
// where what is always kept is beyond it.
Result<Shaped> TrimTo(const StepInput& input, const PlanSettings& settings,
                      const api::CountingRule& rule, const InputLimit& limit,
                      const embed::TextEmbedder& embedder);

// Whether Shape could change or refuse a request of these bytes: what to ask before it is parsed.
bool MayShape(std::string_view body, bool says_effort, const PlanSettings& settings);

}  // namespace farthing::shape
