#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "json/document.h"
#include "ledger/row.h"
#include "token/encoder.h"

namespace farthing::shape {

// What a step of shaping is given: a chat request in its caller's dialect. All of it outlives the
// step.
struct StepInput {
  api::Dialect dialect = api::Dialect::kOpenAI;
  std::string_view body;         // one JSON object, without the member `farthing`
  json::Value request;           // the body, read
  json::Value farthing;          // the caller's member of that name; missing: none
  const token::Encoder& tokens;  // o200k_base, in which budgets are
};

// What it made of it. Tokens are o200k_base's, of the texts that the step is about.
struct StepResult {
  std::string body;  // the whole request anew, in the same dialect; empty: nothing to change
  ledger::Step step = ledger::Step::kLimits;
  int64_t tokens_before = 0;
  int64_t tokens_after = 0;
  std::vector<std::string> warnings;  // for x-farthing-warning: what was left out, a clause each
};

}  // namespace farthing::shape
