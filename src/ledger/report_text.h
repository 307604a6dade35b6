#pragma once

#include <string>

#include "ledger/report.h"

namespace farthing::ledger {

// Tables for people, at most `width` columns wide; `colour`: with a terminal's colours. What names
// hold of control characters is not passed on. REQUIRES: width >= kReportWidth.
inline constexpr size_t kReportWidth = 80;
std::string ReportAsText(const Report& report, bool colour, size_t width = kReportWidth);

}  // namespace farthing::ledger
