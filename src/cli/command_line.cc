#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "cli/help.h"
#include "config/suggest.h"

namespace farthing::cli {
namespace {

using Words = std::span<const std::string>;
template <typename T>
using Parsed = tl::expected<T, std::string>;

tl::unexpected<std::string> Refuse(std::string sentence) {
  return tl::unexpected(std::move(sentence));
}

bool IsHelp(std::string_view word) { return word == "-h" || word == "--help"; }

std::string DidYouMean(std::string_view written, std::span<const std::string_view> known) {
  const std::string_view nearest = config::Nearest(written, known);
  return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

// The command whose name the words begin with, or null.
const Command* Find(Words words, std::span<const Command> commands) {
  for (const Command& command : commands) {
    const std::vector<std::string_view> name = SplitWords(command.name);
    if (words.size() >= name.size() && std::ranges::equal(name, words.first(name.size()))) {
      return &command;
    }
  }
  return nullptr;
}

// No command begins like this: a request for help, or a sentence.
Parsed<Ask> AnswerUnknown(Words words, std::span<const Command> commands) {
  if (words.empty()) return Refuse("a command is missing; `farthing --help` lists them");
  std::string group;
  size_t at = 0;
  while (at < words.size() && IsGroup(group + words[at], commands)) group += words[at++] + " ";
  const std::string topic = group.substr(0, group.empty() ? 0 : group.size() - 1);
  std::vector<std::string_view> next = NextWords(topic, commands);
  if (at == words.size()) {
    return Refuse(
        fmt::format("`farthing {}` needs one more word: {}", topic, fmt::join(next, ", ")));
  }
  if (IsHelp(words[at])) return HelpRequest{topic};
  if (words[at].starts_with("-")) {
    return Refuse(fmt::format("'{}' comes before any command; write the command first", words[at]));
  }
  return Refuse(fmt::format("'{}{}' is not a command{}; `farthing --help` lists them", group,
                            words[at], DidYouMean(words[at], next)));
}

std::vector<std::string_view> OptionNames(const Command& command) {
  std::vector<std::string_view> names;
  for (const Option& option : command.options) names.push_back(option.name);
  return names;
}

Parsed<Arguments> CheckPositional(const Command& command, Arguments arguments) {
  if (!command.positional) return arguments;
  const Positional& positional = *command.positional;
  const std::optional<std::string> given = arguments.Get(positional.name);
  if (!given && positional.required) {
    return Refuse(fmt::format("{} is missing: {}", positional.name, positional.text));
  }
  if (given && positional.only_known) {
    const std::vector<std::string> known = positional.known();
    if (std::ranges::find(known, *given) == known.end()) {
      return Refuse(fmt::format("'{}' is not one of {}", *given, fmt::join(known, ", ")));
    }
  }
  return arguments;
}

// CLI11 reads what follows the command's name; the sentences are ours.
Parsed<Arguments> ParseArguments(const Command& command, Words words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string_view, std::string> values;
  std::map<std::string_view, const CLI::Option*> options;
  for (const Option& option : command.options) {
    const std::string name(option.name);
    options[option.name] =
        option.value.empty() ? app.add_flag(name) : app.add_option(name, values[option.name]);
  }
  std::vector<std::string> rest;
  if (command.positional && command.positional->many) {
    app.add_option(std::string(command.positional->name), rest);
  } else if (command.positional) {
    const std::string_view name = command.positional->name;
    options[name] = app.add_option(std::string(name), values[name]);
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    const std::string_view what = mismatch.what();
    return Refuse(fmt::format("{} takes one value, once", what.substr(0, what.find(':'))));
  } catch (const CLI::ParseError& error) {
    return Refuse(error.what());
  }
  if (const std::vector<std::string> extras = app.remaining(); !extras.empty()) {
    return Refuse(fmt::format("`farthing {}` does not know '{}'{}", command.name, extras.front(),
                              DidYouMean(extras.front(), OptionNames(command))));
  }
  Arguments arguments;
  for (const auto& [name, option] : options) {
    if (option->count() > 0) arguments.Set(name, std::move(values[name]));
  }
  arguments.SetRest(std::move(rest));
  return CheckPositional(command, std::move(arguments));
}

}  // namespace

Parsed<Ask> ParseCommandLine(Words words, std::span<const Command> commands) {
  const Command* command = Find(words, commands);
  if (command == nullptr) return AnswerUnknown(words, commands);
  const Words rest = words.subspan(SplitWords(command->name).size());
  if (std::ranges::any_of(rest, IsHelp)) return HelpRequest{std::string(command->name)};
  return ParseArguments(*command, rest).map([command](Arguments arguments) -> Ask {
    return Invocation{command, std::move(arguments)};
  });
}

}  // namespace farthing::cli
