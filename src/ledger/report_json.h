#pragma once

#include <string>

#include "ledger/report.h"

namespace farthing::ledger {

// As docs/ledger.md says, one line without its end. Amounts are whole picodollars, however large;
// baseline − Σ saved = actual in the whole and in each row.
std::string ReportAsJson(const Report& report);

}  // namespace farthing::ledger
