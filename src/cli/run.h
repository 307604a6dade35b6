#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace farthing::cli {

// The whole program: `words` are the command line after the program's name. Answers the process's
// exit code; nothing is thrown. Main thread.
int Run(std::span<const std::string> words, const Output& output);

// Prints "farthing: SENTENCE" on standard error.
void PrintError(std::string_view sentence, const Output& output);

}  // namespace farthing::cli
