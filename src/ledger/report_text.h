#pragma once

#include <string>

#include "ledger/report.h"

namespace farthing::ledger {

// Tables for people, at most kReportWidth columns wide; `colour`: with a terminal's colours. What
// names hold of control characters is not passed on.
inline constexpr size_t kReportWidth = 80;
std::string ReportAsText(const Report& report, bool colour);

}  // namespace farthing::ledger
