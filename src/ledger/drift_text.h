#pragma once

#include <span>
#include <string>

#include "ledger/reconcile.h"

namespace farthing::ledger {

// For people: a row a day and model, each figure as the statement has it and by how much that is
// more or less than the ledger's; with a sentence that sums it up.
std::string DriftsAsText(const Reconciliation& reconciliation);

// A sentence on what was written after that; empty: nothing was.
std::string CorrectionsAsText(std::span<const Correction> written);

// docs/ledger.md says what stands in these. The JSON has no line break, the CSV ends with one.
std::string DriftsAsJson(const Reconciliation& reconciliation, std::span<const Correction> written);
std::string DriftsAsCsv(const Reconciliation& reconciliation);

}  // namespace farthing::ledger
