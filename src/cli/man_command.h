#pragma once

#include "cli/command.h"

namespace farthing::cli {

int RunMan(const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
