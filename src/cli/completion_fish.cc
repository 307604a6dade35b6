#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/help.h"

namespace farthing::cli {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// True where the words of `name` were typed.
std::string Seen(std::string_view name) {
  std::string condition;
  for (const std::string_view word : SplitWords(name)) {
    condition +=
        fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
  }
  return condition;
}

std::string GroupLines(std::string_view group, std::span<const Command> commands) {
  const std::vector<std::string_view> next = NextWords(group, commands);
  const std::string condition = group.empty()
                                    ? "__fish_use_subcommand"
                                    : fmt::format("{}; and not __fish_seen_subcommand_from {}",
                                                  Seen(group), fmt::join(next, " "));
  std::string out;
  for (const std::string_view word : next) {
    const std::string name = group.empty() ? std::string(word) : fmt::format("{} {}", group, word);
    std::string_view text = "more commands";
    for (const Command& command : commands) {
      if (command.name == name) text = command.text;
    }
    out += fmt::format("complete -c farthing -n '{}' -a {} -d {}\n", condition, word, Quoted(text));
  }
  return out;
}

std::string_view ValueFlags(const Option& option) {
  if (option.value.empty()) return "";
  switch (option.offers) {
    case Offers::kFiles:
      return " -r -F";
    case Offers::kDirectories:
      return " -x -a '(__fish_complete_directories)'";
    case Offers::kNothing:
      break;
  }
  return " -x";
}

std::string CommandLines(const Command& command) {
  const std::string condition = Seen(command.name);
  std::string out;
  for (const Option& option : command.options) {
    out += fmt::format("complete -c farthing -n '{}' -l {}{} -d {}\n", condition,
                       option.name.substr(2), ValueFlags(option), Quoted(option.text));
  }
  if (command.positional && command.positional->known != nullptr) {
    out += fmt::format("complete -c farthing -n '{}' -a '{}'\n", condition,
                       fmt::join(command.positional->known(), " "));
  }
  return out;
}

}  // namespace

std::string FishCompletion(std::span<const Command> commands) {
  std::string out = "complete -c farthing -f\ncomplete -c farthing -l help -d 'how to use it'\n";
  out += GroupLines("", commands);
  for (const std::string_view word : NextWords("", commands)) {
    if (IsGroup(word, commands)) out += GroupLines(word, commands);
  }
  for (const Command& command : commands) {
    if (!command.hidden) out += CommandLines(command);
  }
  return out;
}

}  // namespace farthing::cli
