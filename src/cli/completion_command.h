#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace farthing::cli {

int RunCompletion(const Arguments& arguments, const Output& output);

// The shells it knows.
std::vector<std::string> ShellNames();

}  // namespace farthing::cli
