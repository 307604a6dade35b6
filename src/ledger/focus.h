#pragma once

#include <ostream>

#include "base/error.h"
#include "ledger/database.h"
#include "ledger/days.h"
#include "ledger/progress.h"
#include "model/price_book.h"

namespace farthing::ledger {

// Writes what the ledger holds of those days as FOCUS 1.2 (https://focus.finops.org), CSV with a
// header: docs/ledger.md says what its columns hold. The attempts are priced anew, by class, at
// their own time; what the ledger charged beyond that stands in rows of its own, so that the sum of
// BilledCost is that of the ledger's requests, to the picodollar. Some microseconds an attempt.
// REQUIRES: `ledger` is in a transaction (OpenForReport), so that all of it is of one moment.
// Errors: kInvalidRequest for days whose attempts are not kept any more; kInternal. They leave the
// output incomplete only where it could not be written.
Status ExportFocus(Database& ledger, const model::PriceBook& prices, const Days& days,
                   std::ostream& out, const TellProgress& tell = {});

}  // namespace farthing::ledger
