#pragma once

#include <string_view>

#include "base/error.h"
#include "ledger/corrections.h"
#include "ledger/provider_statement.h"
#include "ledger/reconcile.h"

namespace farthing::ledger {

// What must be written so that the ledger's dollars are the statement's on each day and for each
// model; nothing where they differ by rounding alone. `name`: the statement's, for people. Errors:
// kInvalidRequest for a statement that cannot be corrected by: one without dollars, one that is not
// whole, one that does not say whose it is.
Result<CorrectionsToWrite> PlanCorrections(const ProviderStatement& statement,
                                           const Reconciliation& found, std::string_view name);

}  // namespace farthing::ledger
