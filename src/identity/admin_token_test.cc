#include "identity/admin_token.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace farthing::identity {
namespace {

using ::testing::HasSubstr;

class AdminTokenTest : public ::testing::Test {
 protected:
  AdminTokenTest() {
    std::string name = ::testing::TempDir() + "admin-token-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~AdminTokenTest() override { std::filesystem::remove_all(directory_); }

  std::string path() const { return directory_ + "/admin-token"; }

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

  std::string directory_;
};

TEST_F(AdminTokenTest, IsMadeAtFirstStartAndKept) {
  const auto first = AdminToken::Open({}, directory_);
  ASSERT_TRUE(first) << first.error().message;
  const std::string token = ReadLine();
  EXPECT_EQ(token.size(), 64u);
  EXPECT_TRUE(first->Matches(token));
  EXPECT_FALSE(first->Matches(""));
  EXPECT_FALSE(first->Matches(token + "0"));

  const auto second = AdminToken::Open({}, directory_);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->Matches(token));
}

TEST_F(AdminTokenTest, OnlyItsOwnerMayReadTheFileAndNothingElseIsLeft) {
  ASSERT_TRUE(AdminToken::Open({}, directory_));
  struct stat status;
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const std::filesystem::directory_iterator files(directory_);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(AdminTokenTest, TheEnvironmentComesFirst) {
  const auto token = AdminToken::Open("from-env", directory_);
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->Matches("from-env"));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(AdminTokenTest, AnEmptyVariableIsNoToken) {
  const auto token = AdminToken::Open("", directory_);
  ASSERT_TRUE(token);
  EXPECT_FALSE(token->Matches(""));
}

TEST_F(AdminTokenTest, AFileThatOthersMayReadIsRefused) {
  Write("secret\n", 0644);
  const auto token = AdminToken::Open({}, directory_);
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message, HasSubstr("chmod 600"));
}

TEST_F(AdminTokenTest, AnEmptyFileIsRefused) {
  Write("\n", 0600);
  EXPECT_FALSE(AdminToken::Open({}, directory_));
}

TEST_F(AdminTokenTest, AMissingDirectoryIsOneSentence) {
  const auto token = AdminToken::Open({}, directory_ + "/nowhere");
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace farthing::identity
