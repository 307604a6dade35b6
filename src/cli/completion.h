#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace farthing::cli {

// Scripts for the shells; whatever is offered stands in the script, so that completing starts no
// process.
std::string BashCompletion(std::span<const Command> commands);
std::string ZshCompletion(std::span<const Command> commands);
std::string FishCompletion(std::span<const Command> commands);

}  // namespace farthing::cli
