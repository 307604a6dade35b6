#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/report.h"

namespace farthing::gateway {

// The question of GET /admin/v1/report: `since`, `until` and `by` of a URL's query
// ("since=7d&by=tag", percent-encoded where need be), as ledger/report_question.h reads them.
// Errors: kInvalidRequest, with the parameter at fault, also for one that is unknown or there
// twice.
Result<ledger::Question> ReadReportQuery(std::string_view query, WallTime now);

}  // namespace farthing::gateway
