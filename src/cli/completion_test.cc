#include "cli/completion.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <memory>

#include "cli/example_commands.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What bash offers after `words`, the last of which is being typed; one a line.
std::string BashOffers(const std::vector<std::string>& words) {
  std::string script = BashCompletion(ExampleCommands());
  script += "compopt() { :; }\nCOMP_WORDS=(farthing";
  for (const std::string& word : words) script += " '" + word + "'";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size());
  script += "\n_farthing\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const std::string path = ::testing::TempDir() + "/farthing_completion_test.bash";
  std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "w"), fclose);
  fwrite(script.data(), 1, script.size(), file.get());
  file.reset();
  std::unique_ptr<FILE, int (*)(FILE*)> bash(popen(("bash " + path).c_str(), "r"), pclose);
  std::string offered;
  char buffer[4096];
  while (const size_t n = fread(buffer, 1, sizeof(buffer), bash.get())) offered.append(buffer, n);
  remove(path.c_str());
  return offered;
}

TEST(BashCompletion, OffersCommands) {
  EXPECT_EQ(BashOffers({""}), "fetch\npaint\n--help\n");
  EXPECT_EQ(BashOffers({"fe"}), "fetch\n");
  EXPECT_EQ(BashOffers({"paint", ""}), "wall\ndoor\n--help\n");
}

TEST(BashCompletion, OffersOptionsAndKnownWords) {
  EXPECT_EQ(BashOffers({"fetch", "--"}), "--file\n--into\n--loud\n--help\n");
  EXPECT_EQ(BashOffers({"fetch", "--loud", "--f"}), "--file\n");
  EXPECT_EQ(BashOffers({"paint", "wall", "b"}), "blue\n");
}

TEST(BashCompletion, OffersFilesForAFile) {
  EXPECT_THAT(BashOffers({"fetch", "--file", "/etc/host"}), HasSubstr("/etc/hostname\n"));
  EXPECT_EQ(BashOffers({"fetch", "--into", "/usr/bi"}), "/usr/bin\n");
}

TEST(ZshCompletion, DescribesEveryLevel) {
  const std::string script = ZshCompletion(ExampleCommands());
  EXPECT_THAT(script, HasSubstr("#compdef farthing\n"));
  EXPECT_THAT(script, HasSubstr("    'fetch:fetch a thing'\n    'paint:more commands'\n"));
  EXPECT_THAT(script, HasSubstr("'--file[a user'\\''s file\\: \\[any\\]]:FILE:_files'"));
  EXPECT_THAT(script, HasSubstr("'--into[where to put it]:DIR:_files -/' '--loud[say more]'"));
  EXPECT_THAT(script, HasSubstr("      paint) _farthing_paint ;;\n"));
  EXPECT_THAT(script, HasSubstr("      wall) _arguments '(- *)--help[how to use it]' "
                                "'1:COLOUR:(red blue)' ;;\n"));
  EXPECT_THAT(script, Not(HasSubstr("secret")));
}

TEST(FishCompletion, DescribesEveryLevel) {
  EXPECT_EQ(FishCompletion(ExampleCommands()),
            R"(complete -c farthing -f
complete -c farthing -l help -d 'how to use it'
complete -c farthing -n '__fish_use_subcommand' -a fetch -d 'fetch a thing'
complete -c farthing -n '__fish_use_subcommand' -a paint -d 'more commands'
complete -c farthing -n '__fish_seen_subcommand_from paint; and not __fish_seen_subcommand_from wall door' -a wall -d 'paint a wall'
complete -c farthing -n '__fish_seen_subcommand_from paint; and not __fish_seen_subcommand_from wall door' -a door -d 'paint a door'
complete -c farthing -n '__fish_seen_subcommand_from fetch' -l file -r -F -d 'a user\'s file: [any]'
complete -c farthing -n '__fish_seen_subcommand_from fetch' -l into -x -a '(__fish_complete_directories)' -d 'where to put it'
complete -c farthing -n '__fish_seen_subcommand_from fetch' -l loud -d 'say more'
complete -c farthing -n '__fish_seen_subcommand_from paint; and __fish_seen_subcommand_from wall' -a 'red blue'
)");
}

}  // namespace
}  // namespace farthing::cli
