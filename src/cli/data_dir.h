#pragma once

#include <string>

#include "base/error.h"
#include "cli/command.h"
#include "config/config.h"
#include "config/environment.h"

namespace farthing::cli {

// What a command that asks no provider takes for granted: the file of --config, the defaults
// without one; --data-dir stands over it. Errors: those of the configuration.
Result<config::Config> ConfigOf(const Arguments& arguments, const config::Environment& environment);

// Where a command finds the gateway's state: --data-dir, else what the file of --config says, else
// the default. Errors: those of the configuration.
Result<std::string> DataDirOf(const Arguments& arguments, const config::Environment& environment);

}  // namespace farthing::cli
