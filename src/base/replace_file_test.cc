#include "base/replace_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace farthing {
namespace {

class ReplacingAFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "replace_file_test";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Read(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  size_t FilesInFolder() const {
    const std::filesystem::directory_iterator all(folder_);
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }

  std::string folder_;
};

TEST_F(ReplacingAFile, MakesOneAndReplacesItWhole) {
  ASSERT_TRUE(ReplaceFile(Path("one"), std::string("a longer text\0 of bytes", 23)));
  EXPECT_EQ(Read("one"), std::string("a longer text\0 of bytes", 23));
  ASSERT_TRUE(ReplaceFile(Path("one"), "short"));
  EXPECT_EQ(Read("one"), "short");
  EXPECT_EQ(FilesInFolder(), 1u);
}

TEST_F(ReplacingAFile, WhereItCannotBeReplacedNothingIsLeft) {
  std::filesystem::create_directories(Path("taken/inside"));
  const Status replaced = ReplaceFile(Path("taken"), "text");
  ASSERT_FALSE(replaced);
  EXPECT_NE(replaced.error().message.find(Path("taken")), std::string::npos);
  EXPECT_EQ(FilesInFolder(), 1u);
}

TEST_F(ReplacingAFile, AFolderThatIsMissingIsSaid) {
  const Status replaced = ReplaceFile(Path("missing/file"), "text");
  ASSERT_FALSE(replaced);
  EXPECT_NE(replaced.error().message.find("missing"), std::string::npos);
}

}  // namespace
}  // namespace farthing
