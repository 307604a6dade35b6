#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace farthing::cli {

// farthing(1) in roff's man macros.
std::string ManPage(std::string_view version, std::span<const Command> commands);

}  // namespace farthing::cli
