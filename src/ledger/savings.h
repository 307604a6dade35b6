#pragma once

#include "ledger/row.h"

// How the costs of a request's attempts become its row's money: pure.
namespace farthing::ledger {

// Adds what one more attempt cost. With one that is unpriced, and where the sum does not fit Money,
// there is no amount.
void AddCost(const Cost& cost, Cost* total);

// Writes the savings that lead from the row's baseline to its cost, so that baseline − Σ savings =
// cost exactly; without a baseline where either is unpriced. `answer` is the cost of the attempt
// that the caller's answer came from: what was spent on others is escalation. `shaped`: what the
// steps saved, or lost, that changed the request, of the baseline.
// REQUIRES: no amount but of `shaped` is negative, and the baseline less all of those is not.
void WriteSavings(const Cost& answer, const Savings& shaped, RequestRow* row);

}  // namespace farthing::ledger
