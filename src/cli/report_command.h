#pragma once

#include "base/clock.h"
#include "cli/command.h"
#include "config/environment.h"
#include "ledger/report_text.h"

namespace farthing::cli {

inline constexpr Option kReportOptions[] = {
    {"--since", "TIME", "a date, a time of RFC 3339, or how long ago (7d, 24h); 30d when absent"},
    {"--until", "TIME", "the same; itself not in the report; now when absent"},
    {"--by", "WHAT", "model, route, tenant, tag, tier, provider or day; model when absent"},
    {"--json", "", "print JSON"},
    {"--csv", "", "print the rows as CSV"},
    {"--config", "FILE", "the gateway's configuration, for its data_dir", Offers::kFiles},
    {"--data-dir", "DIR", "the gateway's data directory", Offers::kDirectories},
};

// What was spent and saved, from the ledger.
int RunReport(const Arguments& arguments, const Output& output);

// The same with its world passed in.
struct ReportWorld {
  const Clock& clock;
  const config::Environment& environment;
  bool colour = false;
  bool progress = false;  // on standard error
  size_t width = ledger::kReportWidth;
};
int ReportFrom(const ReportWorld& world, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
