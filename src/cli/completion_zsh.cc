#include <fmt/format.h>

#include <algorithm>

#include "cli/completion.h"
#include "cli/help.h"

namespace farthing::cli {
namespace {

// Inside single quotes, where _arguments gives : and [] a meaning.
std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string_view Action(Offers offers) {
  switch (offers) {
    case Offers::kFiles:
      return "_files";
    case Offers::kDirectories:
      return "_files -/";
    case Offers::kNothing:
      break;
  }
  return "";
}

// The body of one branch: what may follow a complete command name.
std::string ArgumentsOf(const Command& command) {
  std::string out = "_arguments '(- *)--help[how to use it]'";
  for (const Option& option : command.options) {
    out += fmt::format(" '{}[{}]", option.name, Quoted(option.text));
    if (!option.value.empty()) {
      out += fmt::format(":{}:{}", Quoted(option.value), Action(option.offers));
    }
    out += '\'';
  }
  if (command.positional) {
    std::string known;
    if (command.positional->known != nullptr) {
      known = fmt::format("({})", fmt::join(command.positional->known(), " "));
    }
    out += fmt::format(" '{}:{}:{}'", command.positional->many ? "*" : "1",
                       Quoted(command.positional->name), known);
  }
  return out;
}

std::string Function(std::string_view group, std::span<const Command> commands);

std::string NameOf(std::string_view group) {
  return group.empty() ? "_farthing" : fmt::format("_farthing_{}", group);
}

std::string Join(std::string_view group, std::string_view word) {
  return group.empty() ? std::string(word) : fmt::format("{} {}", group, word);
}

// `described`: the words with their texts; `branches`: what follows each; `below`: the functions of
// the groups inside.
struct Level {
  std::string described, branches, below;
};

Level LevelOf(std::string_view group, std::span<const Command> commands) {
  Level level;
  for (const std::string_view word : NextWords(group, commands)) {
    const std::string name = Join(group, word);
    const auto command = std::ranges::find(commands, name, &Command::name);
    if (command == commands.end()) {
      level.described += fmt::format("\n    '{}:more commands'", word);
      level.branches += fmt::format("      {}) {} ;;\n", word, NameOf(name));
      level.below += Function(name, commands);
    } else {
      level.described += fmt::format("\n    '{}:{}'", word, Quoted(command->text));
      level.branches += fmt::format("      {}) {} ;;\n", word, ArgumentsOf(*command));
    }
  }
  return level;
}

std::string Function(std::string_view group, std::span<const Command> commands) {
  const Level level = LevelOf(group, commands);
  return fmt::format(R"({}{}() {{
  local state line
  local -a commands=({}
  )
  _arguments -C '(- *)--help[how to use it]' '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe command commands ;;
    arguments) case $words[1] in
{}    esac ;;
  esac
}}
)",
                     level.below, NameOf(group), level.described, level.branches);
}

}  // namespace

std::string ZshCompletion(std::span<const Command> commands) {
  // Sourced, the script registers itself; autoloaded from fpath, it is the function's first call.
  return fmt::format(R"(#compdef farthing
{}if [ "$funcstack[1]" = _farthing ]; then _farthing "$@"; else compdef _farthing farthing; fi
)",
                     Function("", commands));
}

}  // namespace farthing::cli
