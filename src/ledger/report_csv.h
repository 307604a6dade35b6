#pragma once

#include <string>

#include "ledger/report.h"

namespace farthing::ledger {

// A line for each row, headed by the names of the columns (RFC 4180 with plain line ends).
std::string ReportAsCsv(const Report& report);

}  // namespace farthing::ledger
