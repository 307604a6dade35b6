#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <variant>

#include "cli/command.h"

namespace farthing::cli {

// What a command line asks for.
struct Invocation {
  const Command* command;
  Arguments arguments;
};
struct HelpRequest {
  std::string topic;  // a command, a group of commands ("config"), or "" for the program
};
using Ask = std::variant<Invocation, HelpRequest>;

// Reads the words after the program's name. An error is one sentence that says what to write
// instead. REQUIRES: `commands` outlives the answer.
tl::expected<Ask, std::string> ParseCommandLine(std::span<const std::string> words,
                                                std::span<const Command> commands);

}  // namespace farthing::cli
