#include "config/files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/load.h"

namespace farthing::config {
namespace {

using ::testing::HasSubstr;

std::string MessageOf(std::string_view text, const FakeEnvironment& environment) {
  const auto config = Load(text, "f.yaml", environment);
  return config ? "" : config.error().message;
}

TEST(FilesTest, AFileThatIsNoPemIsRefused) {
  FakeEnvironment environment;
  environment.files = {{"/cert", "-----BEGIN CERTIFICATE-----\n"}, {"/key", "30 82 01"}};
  EXPECT_EQ(MessageOf("tls: { cert: /cert, key: /cert }", environment), "");
  EXPECT_EQ(MessageOf("tls: { cert: /cert, key: /key }", environment),
            "f.yaml:1:26: `tls` has a bad key: /key holds no PEM text (`-----BEGIN …`); name a PEM "
            "file");
  EXPECT_THAT(MessageOf("providers: { a: { base_url: https://x/v1, ca_file: /key } }", environment),
              HasSubstr("f.yaml:1:52: the provider `a` has a bad ca_file: /key holds no PEM text"));
}

TEST(FilesTest, AnAccessLogThatCannotBeWrittenIsRefused) {
  FakeEnvironment environment;
  environment.unwritable = {"/locked/log"};
  EXPECT_EQ(MessageOf("access_log: { path: /locked/log }", environment),
            "f.yaml:1:21: `access_log.path`: cannot write /locked/log: Permission denied; name a "
            "file in a folder that is there and that farthing may write to");
  for (const char* path : {"/var/log/f", "\"-\"", "off"}) {
    EXPECT_EQ(MessageOf("access_log: { path: " + std::string(path) + " }", environment), "");
  }
}

TEST(FilesTest, WhetherAFileCanBeWrittenIsFoundOutWithoutMakingIt) {
  const SystemEnvironment environment;
  const std::string folder = ::testing::TempDir() + "files_test_" + std::to_string(getpid());
  std::filesystem::create_directory(folder);
  EXPECT_TRUE(environment.CheckWritable(folder + "/new"));
  EXPECT_FALSE(std::filesystem::exists(folder + "/new"));
  std::ofstream(folder + "/old") << "line\n";
  EXPECT_TRUE(environment.CheckWritable(folder + "/old"));
  EXPECT_EQ(std::filesystem::file_size(folder + "/old"), 5u);
  EXPECT_THAT(environment.CheckWritable(folder).error().message, HasSubstr("a directory"));
  EXPECT_THAT(environment.CheckWritable(folder + "/none/log").error().message,
              HasSubstr("No such file or directory; name a file in a folder that is there"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace farthing::config
