#include "model/install_catalog.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/test_folder.h"
#include "model/load_catalog.h"

namespace farthing::model {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t FilesIn(const std::string& folder) {
  return std::distance(fs::directory_iterator(folder), {});
}

TEST(Installing, ReplacesTheWholeFileAndLeavesNoDraft) {
  const TestFolder folder;
  const std::string data_dir = folder.path + "/data/deep";
  for (const char* text : {"a rather long one\n", "short\n"}) {
    const Status installed = InstallCatalog(data_dir, text);
    ASSERT_TRUE(installed) << installed.error().message;
    EXPECT_EQ(ReadCatalogFile(InstalledCatalogPath(data_dir)).value(), text);
    EXPECT_EQ(FilesIn(data_dir), 1);
  }
}

TEST(Installing, WhatCannotBeWrittenLeavesEverythingAsItWas) {
  const TestFolder folder;
  fs::create_directories(InstalledCatalogPath(folder.path) + "/in the way");
  const Status installed = InstallCatalog(folder.path, "text\n");
  ASSERT_FALSE(installed);
  EXPECT_EQ(installed.error().code, ErrorCode::kInternal);
  EXPECT_EQ(FilesIn(folder.path), 1);
  EXPECT_FALSE(InstallCatalog("/dev/null/data", "text\n"));
}

TEST(Installing, GoingBackTwiceIsFine) {
  const TestFolder folder;
  ASSERT_TRUE(InstallCatalog(folder.path, "text\n"));
  EXPECT_TRUE(RemoveInstalledCatalog(folder.path));
  EXPECT_EQ(FilesIn(folder.path), 0);
  EXPECT_TRUE(RemoveInstalledCatalog(folder.path));
  EXPECT_TRUE(RemoveInstalledCatalog(folder.path + "/nowhere"));
}

}  // namespace
}  // namespace farthing::model
