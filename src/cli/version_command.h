#pragma once

#include <string_view>

#include "cli/command.h"

namespace farthing::cli {

int RunVersion(const Arguments& arguments, const Output& output);

// "0.1.0"
std::string_view Version();

}  // namespace farthing::cli
