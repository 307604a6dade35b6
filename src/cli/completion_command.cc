#include "cli/completion_command.h"

#include <ostream>

#include "cli/commands.h"
#include "cli/completion.h"

namespace farthing::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(std::span<const Command> commands);
};

constexpr Shell kShells[] = {
    {"bash", BashCompletion}, {"zsh", ZshCompletion}, {"fish", FishCompletion}};

}  // namespace

std::vector<std::string> ShellNames() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.emplace_back(shell.name);
  return names;
}

int RunCompletion(const Arguments& arguments, const Output& output) {
  const std::optional<std::string> name = arguments.Get("SHELL");
  for (const Shell& shell : kShells) {
    if (shell.name == name) output.out << shell.script(Commands());
  }
  return kFine;
}

}  // namespace farthing::cli
