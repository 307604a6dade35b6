#include "cli/run.h"

#include <exception>
#include <ostream>
#include <utility>
#include <variant>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"

namespace farthing::cli {
namespace {

int Answer(const Ask& ask, const Output& output) {
  if (const auto* help = std::get_if<HelpRequest>(&ask)) {
    output.out << HelpText(help->topic, Commands());
    return kFine;
  }
  const auto& invocation = std::get<Invocation>(ask);
  return invocation.command->run(invocation.arguments, output);
}

}  // namespace

void PrintError(std::string_view sentence, const Output& output) {
  output.err << kProgram << ": " << sentence << '\n';
}

int Run(std::span<const std::string> words, const Output& output) try {
  const tl::expected<Ask, std::string> ask = ParseCommandLine(words, Commands());
  if (!ask) {
    PrintError(ask.error(), output);
    return kWrongUsage;
  }
  const int code = Answer(*ask, output);
  output.out.flush();
  if (code == kFine && !output.out) {
    PrintError("cannot write to standard output", output);
    return kOutsideFailed;
  }
  return code;
} catch (const std::exception& error) {
  PrintError(error.what(), output);
  return kOutsideFailed;
}

}  // namespace farthing::cli
