#include "identity/admin_token.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/test_folder.h"

namespace farthing::identity {
namespace {

using ::testing::HasSubstr;

class AdminTokenTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path + "/admin-token"; }

  std::string ReadLine() const {
    std::ifstream file(path());
    std::string line;
    std::getline(file, line);
    return line;
  }

  void Write(const std::string& text, mode_t mode) const {
    std::ofstream(path()) << text;
    ASSERT_EQ(chmod(path().c_str(), mode), 0);
  }

  TestFolder folder_;
};

TEST_F(AdminTokenTest, IsMadeAtFirstStartAndKept) {
  const auto first = AdminToken::Open({}, folder_.path);
  ASSERT_TRUE(first) << first.error().message;
  const std::string token = ReadLine();
  EXPECT_EQ(token.size(), 64u);
  EXPECT_TRUE(first->Matches(token));
  EXPECT_FALSE(first->Matches(""));
  EXPECT_FALSE(first->Matches(token + "0"));

  const auto second = AdminToken::Open({}, folder_.path);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->Matches(token));
}

TEST_F(AdminTokenTest, OnlyItsOwnerMayReadTheFileAndNothingElseIsLeft) {
  ASSERT_TRUE(AdminToken::Open({}, folder_.path));
  struct stat status;
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const std::filesystem::directory_iterator files(folder_.path);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(AdminTokenTest, TheEnvironmentComesFirst) {
  const auto token = AdminToken::Open("from-env", folder_.path);
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->Matches("from-env"));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(AdminTokenTest, AnEmptyVariableIsNoToken) {
  const auto token = AdminToken::Open("", folder_.path);
  ASSERT_TRUE(token);
  EXPECT_FALSE(token->Matches(""));
}

TEST_F(AdminTokenTest, AFileThatOthersMayReadIsRefused) {
  Write("secret\n", 0644);
  const auto token = AdminToken::Open({}, folder_.path);
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message, HasSubstr("chmod 600"));
}

TEST_F(AdminTokenTest, AnEmptyFileIsRefused) {
  Write("\n", 0600);
  EXPECT_FALSE(AdminToken::Open({}, folder_.path));
}

TEST_F(AdminTokenTest, AMissingDirectoryIsOneSentence) {
  const auto token = AdminToken::Open({}, folder_.path + "/nowhere");
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace farthing::identity
