#pragma once

#include <CLI/CLI.hpp>

namespace farthing::lab {

// Each adds its subcommand to `app`. The command runs inside parsing, when it is the one named, and
// leaves through CLI::RuntimeError when its exit code is not 0.
void AddMockCommand(CLI::App& app);
void AddLoadCommand(CLI::App& app);
void AddEvalCommand(CLI::App& app);

// Options whose values have units: "5ms", "64k".
CLI::Option* AddDuration(CLI::App& app, const std::string& name, std::chrono::nanoseconds* value,
                         const std::string& text);
CLI::Option* AddSize(CLI::App& app, const std::string& name, uint64_t* value,
                     const std::string& text);

// Raises the limit of open files as far as `wanted`; says on standard error when it cannot.
void NeedFiles(uint64_t wanted);

// Prints the sentence on standard error and leaves with exit code 1.
[[noreturn]] void Leave(const std::string& sentence);

}  // namespace farthing::lab
