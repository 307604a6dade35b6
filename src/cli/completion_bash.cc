#include <fmt/format.h>

#include <map>

#include "cli/completion.h"
#include "cli/help.h"

namespace farthing::cli {
namespace {

std::string_view Compgen(Offers offers) {
  switch (offers) {
    case Offers::kFiles:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")";
    case Offers::kDirectories:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")";
    case Offers::kNothing:
      break;
  }
  return "COMPREPLY=()";
}

// One case of `case $before in`: the value of an option.
std::string OptionValues(std::span<const Command> commands) {
  std::map<std::string_view, Offers> seen;
  std::string out;
  for (const Command& command : commands) {
    for (const Option& option : command.options) {
      if (option.value.empty() || !seen.emplace(option.name, option.offers).second) continue;
      out += fmt::format("    {}) {}; return ;;\n", option.name, Compgen(option.offers));
    }
  }
  return out;
}

std::string WordCase(std::string_view typed, std::span<const std::string> words) {
  return fmt::format("    '{}') words='{}' ;;\n", typed, fmt::join(words, " "));
}

std::vector<std::string> WordsAfter(const Command& command) {
  std::vector<std::string> words;
  if (command.positional && command.positional->known != nullptr) {
    words = command.positional->known();
  }
  for (const Option& option : command.options) words.emplace_back(option.name);
  words.emplace_back("--help");
  return words;
}

std::string GroupCase(std::string_view group, std::span<const Command> commands) {
  std::vector<std::string> words;
  for (const std::string_view word : NextWords(group, commands)) words.emplace_back(word);
  words.emplace_back("--help");
  return WordCase(group, words);
}

}  // namespace

std::string BashCompletion(std::span<const Command> commands) {
  std::string cases = GroupCase("", commands);
  for (const std::string_view word : NextWords("", commands)) {
    if (IsGroup(word, commands)) cases += GroupCase(word, commands);
  }
  for (const Command& command : commands) {
    if (command.hidden) continue;
    std::string patterns = WordCase(command.name, WordsAfter(command));
    patterns.insert(patterns.find(')'), fmt::format("|'{} '*", command.name));
    cases += patterns;
  }
  return fmt::format(R"(_farthing() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words
  local typed="${{COMP_WORDS[*]:1:COMP_CWORD - 1}}"
  case $before in
{}  esac
  case $typed in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -F _farthing farthing
)",
                     OptionValues(commands), cases);
}

}  // namespace farthing::cli
