#include "cli/help.h"

#include <gmock/gmock.h>

#include "cli/commands.h"
#include "cli/example_commands.h"
#include "cli/man_page.h"

namespace farthing::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Help, OfTheProgramListsWhatIsShown) {
  EXPECT_EQ(HelpText("", ExampleCommands()),
            R"(farthing: one gateway between your programs and their AI providers.

Usage: farthing COMMAND [ARGUMENTS]

Commands:
  fetch       fetch a thing
  paint wall  paint a wall
  paint door  paint a door

`farthing COMMAND --help` says what a command takes.
Exit codes: 0 fine, 1 the input or the configuration is wrong, 2 usage, 3 something outside failed.
)");
}

TEST(Help, OfACommandTellsEveryArgument) {
  EXPECT_EQ(HelpText("fetch", ExampleCommands()),
            R"(Usage: farthing fetch [--file FILE] [--into DIR] [--loud]

Fetch a thing.

Longer words.
.Dots too.

Arguments:
  --file FILE  a user's file: [any]
  --into DIR   where to put it
  --loud       say more
)");
}

TEST(Help, OfAGroupListsItsCommands) {
  EXPECT_EQ(HelpText("paint", ExampleCommands()), R"(Usage: farthing paint COMMAND [ARGUMENTS]

Commands:
  paint wall  paint a wall
  paint door  paint a door
)");
}

TEST(Help, RequiredWordHasNoBrackets) {
  EXPECT_EQ(Synopsis(ExampleCommands()[1]), "farthing paint wall COLOUR");
  EXPECT_EQ(Synopsis(ExampleCommands()[2]), "farthing paint door [NAME]");
  const Command lint = {.name = "lint", .positional = Positional{.name = "NAME", .many = true}};
  EXPECT_EQ(Synopsis(lint), "farthing lint [NAME...]");
}

TEST(Help, NoLineOfTheProgramIsWiderThanATerminal) {
  for (const Command& command : Commands()) {
    const std::string text = HelpText(command.name, Commands());
    for (size_t at = 0, end; at < text.size(); at = end + 1) {
      end = text.find('\n', at);
      EXPECT_LE(end - at, 100u) << text.substr(at, end - at);
    }
  }
}

TEST(Help, NextWordsNameEachGroupOnce) {
  EXPECT_THAT(NextWords("", ExampleCommands()), ElementsAre("fetch", "paint"));
  EXPECT_THAT(NextWords("paint", ExampleCommands()), ElementsAre("wall", "door"));
  EXPECT_THAT(NextWords("fetch", ExampleCommands()), SizeIs(0));
}

TEST(ManPage, EscapesWhatRoffWouldTakeForItself) {
  const std::string page = ManPage("1.2.3", ExampleCommands());
  EXPECT_THAT(page, HasSubstr(".TH FARTHING 1 \"\" \"farthing 1.2.3\"\n"));
  EXPECT_THAT(page, HasSubstr(".PP\n\\&.Dots too.\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n.B \\-\\-file FILE\na user's file: [any]\n"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace farthing::cli
