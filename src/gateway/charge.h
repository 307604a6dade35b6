#pragma once

#include <optional>

#include "gateway/request.h"
#include "ledger/row.h"

namespace farthing::gateway {

// What the provider charges for a try, by its usage; by an estimate, marked as one, where it was at
// work and did not say, or not all:
// - an answer that came, as a whole or in part: the request and what came of the answer
// - a try that was given up while the provider may have been at work: the request alone
// - an error, or nothing at all: free, and so is whatever only asks (GET, counting tokens)
ledger::Cost ChargeOf(Request& request, Tried& tried);

// What the request would have cost without us.
struct Baseline {
  std::string model;  // "openai/gpt-5-mini"
  model::Exactness exactness = model::Exactness::kExact;
  Money money;
  bool converted = false;    // counted anew for another tokenizer
  ledger::Savings shaped{};  // of it, what making the request smaller saved
};

// The answer's tokens, and those that shaping left out, at the list price of the model that was
// asked for; of a tier, of the
// configuration's `baseline`, or else of the model that answered. `answer` is the try that the
// caller's answer came from, or null, and `cost` its cost.
Baseline BaselineOf(const Request& request, const Tried* answer, const ledger::Cost& cost);

}  // namespace farthing::gateway
