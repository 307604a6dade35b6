#pragma once

#include "cli/command.h"

namespace farthing::cli {

int RunServe(const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
