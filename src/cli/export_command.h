#pragma once

#include "base/clock.h"
#include "cli/command.h"
#include "config/environment.h"

namespace farthing::cli {

inline constexpr Option kExportFocusOptions[] = {
    {"--since", "TIME", "a date, a time of RFC 3339, or how long ago (7d); 30d when absent"},
    {"--until", "TIME", "the same; now when absent"},
    {"--config", "FILE", "the gateway's configuration, for its data_dir and prices",
     Offers::kFiles},
    {"--data-dir", "DIR", "the gateway's data directory", Offers::kDirectories},
};

// The ledger as FOCUS 1.2, for the tools that read all clouds' bills.
int RunExportFocus(const Arguments& arguments, const Output& output);

// The same with its world passed in; `progress`: on standard error.
int ExportFocusFrom(const Clock& clock, const config::Environment& environment,
                    const Arguments& arguments, const Output& output, bool progress = false);

}  // namespace farthing::cli
