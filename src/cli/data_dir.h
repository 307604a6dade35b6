#pragma once

#include <string>

#include "base/error.h"
#include "cli/command.h"
#include "config/environment.h"

namespace farthing::cli {

// Where a command finds the gateway's state: --data-dir, else what the file of --config says, else
// the default. Errors: those of the configuration.
Result<std::string> DataDirOf(const Arguments& arguments, const config::Environment& environment);

}  // namespace farthing::cli
