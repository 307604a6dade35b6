#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "cli/commands.h"

namespace farthing::cli {
namespace {

constexpr size_t kColumns = 100;

using Rows = std::vector<std::pair<std::string, std::string_view>>;

// Appends `text`, broken between words, each line after `indent` spaces.
void AppendWrapped(std::string_view text, size_t indent, std::string* out) {
  size_t column = 0;
  for (const std::string_view word : SplitWords(text)) {
    if (column != 0 && column + 1 + word.size() > kColumns) {
      *out += '\n';
      column = 0;
    }
    if (column == 0) {
      out->append(indent, ' ');
      column = indent;
    } else {
      *out += ' ';
      ++column;
    }
    *out += word;
    column += word.size();
  }
  *out += '\n';
}

void AppendRows(std::string_view title, const Rows& rows, std::string* out) {
  if (rows.empty()) return;
  size_t width = 0;
  for (const auto& [name, text] : rows) width = std::max(width, name.size());
  fmt::format_to(std::back_inserter(*out), "\n{}:\n", title);
  for (const auto& [name, text] : rows) {
    std::string wrapped;
    AppendWrapped(text, width + 4, &wrapped);
    wrapped.replace(2, name.size(), name);
    *out += wrapped;
  }
}

std::string_view FirstPart(std::string_view text, char separator) {
  return text.substr(0, text.find(separator));
}

void AppendParagraphs(std::string_view text, std::string* out) {
  while (!text.empty()) {
    const std::string_view paragraph = FirstPart(text, '\n');
    AppendWrapped(paragraph, 0, out);
    text.remove_prefix(std::min(text.size(), paragraph.size() + 1));
  }
}

std::string Invoked(const Option& option) {
  return option.value.empty() ? std::string(option.name)
                              : fmt::format("{} {}", option.name, option.value);
}

// Lines after the first are set in, so that they read as one.
std::string Usage(const Command& command) {
  constexpr std::string_view kTitle = "Usage:";
  std::string wrapped;
  AppendWrapped(Synopsis(command), kTitle.size() + 1, &wrapped);
  return wrapped.replace(0, kTitle.size(), kTitle);
}

std::string CommandHelp(const Command& command) {
  std::string out = Usage(command) + '\n';
  AppendWrapped(Sentence(command.text), 0, &out);
  if (!command.details.empty()) {
    out += '\n';
    AppendParagraphs(command.details, &out);
  }
  Rows rows;
  if (command.positional) {
    rows.emplace_back(command.positional->name, command.positional->text);
  }
  for (const Option& option : command.options) rows.emplace_back(Invoked(option), option.text);
  AppendRows("Arguments", rows, &out);
  return out;
}

Rows CommandRows(std::string_view group, std::span<const Command> commands) {
  Rows rows;
  for (const Command& command : commands) {
    if (!command.hidden && command.name.starts_with(group)) {
      rows.emplace_back(command.name, command.text);
    }
  }
  return rows;
}

std::string ProgramHelp(std::span<const Command> commands) {
  std::string out =
      fmt::format("{}: {}.\n\nUsage: {} COMMAND [ARGUMENTS]\n", kProgram, kPurpose, kProgram);
  AppendRows("Commands", CommandRows("", commands), &out);
  out +=
      "\n`farthing COMMAND --help` says what a command takes.\n"
      "Exit codes: 0 fine, 1 the input or the configuration is wrong, 2 usage, 3 something "
      "outside failed.\n";
  return out;
}

}  // namespace

std::vector<std::string_view> SplitWords(std::string_view name) {
  std::vector<std::string_view> words;
  while (!name.empty()) {
    const std::string_view word = FirstPart(name, ' ');
    if (!word.empty()) words.push_back(word);
    name.remove_prefix(std::min(name.size(), word.size() + 1));
  }
  return words;
}

bool IsGroup(std::string_view words, std::span<const Command> commands) {
  return !NextWords(words, commands).empty();
}

std::vector<std::string_view> NextWords(std::string_view group, std::span<const Command> commands) {
  std::vector<std::string_view> next;
  for (const Command& command : commands) {
    if (command.hidden) continue;
    std::string_view rest = command.name;
    if (!group.empty()) {
      if (!rest.starts_with(group) || rest.size() <= group.size() || rest[group.size()] != ' ') {
        continue;
      }
      rest.remove_prefix(group.size() + 1);
    }
    const std::string_view word = FirstPart(rest, ' ');
    if (next.empty() || next.back() != word) next.push_back(word);
  }
  return next;
}

std::string Sentence(std::string_view clause) {
  std::string sentence(clause);
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence + '.';
}

std::string Synopsis(const Command& command) {
  std::string line = fmt::format("{} {}", kProgram, command.name);
  for (const Option& option : command.options) line += fmt::format(" [{}]", Invoked(option));
  if (command.positional) {
    const std::string name =
        fmt::format("{}{}", command.positional->name, command.positional->many ? "..." : "");
    line += command.positional->required ? fmt::format(" {}", name) : fmt::format(" [{}]", name);
  }
  return line;
}

std::string HelpText(std::string_view topic, std::span<const Command> commands) {
  if (topic.empty()) return ProgramHelp(commands);
  const auto command = std::ranges::find(commands, topic, &Command::name);
  if (command != commands.end()) return CommandHelp(*command);
  CHECK(IsGroup(topic, commands));
  std::string out = fmt::format("Usage: {} {} COMMAND [ARGUMENTS]\n", kProgram, topic);
  AppendRows("Commands", CommandRows(fmt::format("{} ", topic), commands), &out);
  return out;
}

}  // namespace farthing::cli
