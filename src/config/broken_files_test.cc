// Every file in tests/config holds mistakes, and lines `# expect: LINE:COLUMN: sentence` that say
// all of what loading it must answer.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "config/load.h"

namespace farthing::config {
namespace {

constexpr const char* kDirectory = "tests/config";

std::vector<std::string> BrokenFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kDirectory)) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class BrokenFileTest : public ::testing::TestWithParam<std::string> {};

TEST_P(BrokenFileTest, SaysWhereAndWhatToDo) {
  const std::string path = std::string(kDirectory) + '/' + GetParam() + ".yaml";
  const auto text = SystemEnvironment().ReadFile(path, 1024 * 1024);
  ASSERT_TRUE(text) << text.error().message;
  std::vector<std::string> expected;
  for (const std::string& line : LinesOf(*text)) {
    constexpr std::string_view kMark = "# expect: ";
    if (line.starts_with(kMark)) expected.push_back(path + ':' + line.substr(kMark.size()));
  }
  ASSERT_FALSE(expected.empty());

  const auto config = Load(*text, path, FakeEnvironment());
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kConfiguration);
  EXPECT_THAT(LinesOf(config.error().message), ::testing::ElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(All, BrokenFileTest, ::testing::ValuesIn(BrokenFiles()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace farthing::config
