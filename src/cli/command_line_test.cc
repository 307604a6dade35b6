#include "cli/command_line.h"

#include <gmock/gmock.h>

#include "cli/commands.h"

namespace farthing::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

tl::expected<Ask, std::string> Parse(const std::vector<std::string>& words) {
  return ParseCommandLine(words, Commands());
}

Invocation Invoked(const std::vector<std::string>& words) {
  return std::get<Invocation>(Parse(words).value());
}

std::string TopicOf(const std::vector<std::string>& words) {
  return std::get<HelpRequest>(Parse(words).value()).topic;
}

std::string Refusal(const std::vector<std::string>& words) {
  const auto ask = Parse(words);
  return ask ? "accepted" : ask.error();
}

TEST(CommandLine, OptionsReachTheirCommand) {
  const Invocation serve = Invoked({"serve", "--listen", "127.0.0.1:0", "--config=my file.yaml"});
  EXPECT_EQ(serve.command->name, "serve");
  EXPECT_EQ(serve.arguments.Get("--listen"), "127.0.0.1:0");
  EXPECT_EQ(serve.arguments.Get("--config"), "my file.yaml");
  EXPECT_EQ(serve.arguments.Get("--data-dir"), std::nullopt);
}

TEST(CommandLine, TwoWordCommandTakesItsPositional) {
  const Invocation all = Invoked({"config", "explain"});
  EXPECT_EQ(all.command->name, "config explain");
  EXPECT_FALSE(all.arguments.Has("KEY"));
  EXPECT_EQ(Invoked({"config", "explain", "server"}).arguments.Get("KEY"), "server");
}

TEST(CommandLine, APositionalMayTakeManyWords) {
  const Invocation lint = Invoked({"template", "lint", "a", "--json", "b"});
  EXPECT_EQ(lint.arguments.rest(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(lint.arguments.Has("--json"));
  EXPECT_TRUE(Invoked({"template", "lint"}).arguments.rest().empty());
}

TEST(CommandLine, HelpIsAskedForAtEveryLevel) {
  EXPECT_EQ(TopicOf({"--help"}), "");
  EXPECT_EQ(TopicOf({"-h"}), "");
  EXPECT_EQ(TopicOf({"config", "--help"}), "config");
  EXPECT_EQ(TopicOf({"config", "explain", "-h"}), "config explain");
  EXPECT_EQ(TopicOf({"completion", "--help"}), "completion");
}

TEST(CommandLine, NothingNamesTheWayToTheList) {
  EXPECT_EQ(Refusal({}), "a command is missing; `farthing --help` lists them");
}

TEST(CommandLine, MistypedCommandIsSuggested) {
  EXPECT_EQ(Refusal({"sevre"}),
            "'sevre' is not a command; did you mean 'serve'?; `farthing --help` lists them");
  EXPECT_THAT(Refusal({"config", "explian"}),
              AllOf(HasSubstr("'config explian'"), HasSubstr("did you mean 'explain'")));
  EXPECT_EQ(Refusal({"zzz"}), "'zzz' is not a command; `farthing --help` lists them");
}

TEST(CommandLine, HalfACommandSaysWhatMayFollow) {
  EXPECT_EQ(Refusal({"config"}), "`farthing config` needs one more word: explain, example, schema");
}

TEST(CommandLine, MistypedOptionIsSuggested) {
  EXPECT_EQ(Refusal({"serve", "--confg", "a.yaml"}),
            "`farthing serve` does not know '--confg'; did you mean '--config'?");
  EXPECT_EQ(Refusal({"version", "now"}), "`farthing version` does not know 'now'");
}

TEST(CommandLine, OptionBeforeTheCommandIsExplained) {
  EXPECT_EQ(Refusal({"--config", "a", "serve"}),
            "'--config' comes before any command; write the command first");
}

TEST(CommandLine, OptionsTakeOneValueOnce) {
  EXPECT_EQ(Refusal({"serve", "--config"}), "--config takes one value, once");
  EXPECT_EQ(Refusal({"serve", "--config", "a", "--config", "b"}), "--config takes one value, once");
}

TEST(CommandLine, RequiredWordIsAskedForAndChecked) {
  EXPECT_EQ(Refusal({"completion"}), "SHELL is missing: bash, zsh or fish");
  EXPECT_EQ(Refusal({"completion", "tcsh"}), "'tcsh' is not one of bash, zsh, fish");
}

}  // namespace
}  // namespace farthing::cli
