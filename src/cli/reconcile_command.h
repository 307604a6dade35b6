#pragma once

#include <istream>

#include "cli/command.h"
#include "config/environment.h"

namespace farthing::cli {

inline constexpr Option kReconcileOptions[] = {
    {"--provider", "NAME",
     "the provider's name in your configuration; openai or anthropic as the file shows when "
     "absent"},
    {"--correct", "", "write rows into the ledger that make its dollars equal the file's"},
    {"--json", "", "print JSON"},
    {"--csv", "", "print CSV"},
    {"--config", "FILE", "the gateway's configuration, for its data_dir and prices",
     Offers::kFiles},
    {"--data-dir", "DIR", "the gateway's data directory", Offers::kDirectories},
};

// Where a provider's own account of usage or cost differs from the ledger; on request the ledger is
// corrected by it. RunReconcile reads
// standard input for "-".
int RunReconcile(const Arguments& arguments, const Output& output);

// The same with its world passed in; `progress`: on standard error.
int ReconcileFrom(std::istream& in, const config::Environment& environment,
                  const Arguments& arguments, const Output& output, bool progress = false);

}  // namespace farthing::cli
