#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace farthing::cli {

// What stands behind --help, the man page and the completions, in the order they are shown.
inline constexpr std::string_view kProgram = "farthing";
inline constexpr std::string_view kPurpose =
    "one gateway between your programs and their AI providers";

// Every command there is. Command lines, help, man page and completions all follow from it.
std::span<const Command> Commands();

// Those that people are told of.
std::vector<const Command*> ShownCommands();

}  // namespace farthing::cli
