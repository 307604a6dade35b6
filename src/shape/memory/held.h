#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace farthing::shape {

// What is kept of a history so that one turn's request begins as the turn before did, and the
// provider reads that from its cache. Nothing is remembered between requests: where a history is
// cut follows from its own tokens, which the next turn's request has too, at its beginning.

// The tokens by which the kept part grows and then gives way at once: `step`, a share, of a budget.
int64_t StepTokens(double step, int64_t budget);

// The budget for the rest of a history where what follows the question, a tool loop, has `loop`
// tokens of it: it gives way to the loop by whole steps. `loop` and this together are below the
// budget by less than a step.
int64_t BudgetBesideLoop(int64_t budget, int64_t loop, int64_t step_tokens);

// From which exchange on the newest ones stay, the last one being the question's. The tokens of all
// before the question's are laid out in steps; the exchange in which the last step begins is the
// anchor. What the newest ones before it may have leaves room for the steps since, so nothing
// changes until the next step begins. `always` tokens are taken off the budget first. Absent: there
// is no room for it.
std::optional<size_t> HeldFrom(std::span<const int64_t> of_exchange, int64_t budget, int64_t always,
                               int64_t step_tokens);

}  // namespace farthing::shape
