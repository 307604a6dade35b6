#include "lab/eval/data_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

#include "base/test_folder.h"

namespace farthing::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(DataFile, ReadsPlainAndZippedFilesAlike) {
  const TestFolder folder;
  const std::string plain = folder.path + "/plain", zipped = folder.path + "/zipped.gz";
  const std::string text(200'000, 'x');
  std::ofstream(plain) << text;
  const gzFile file = gzopen(zipped.c_str(), "wb");
  ASSERT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), 200'000);
  ASSERT_EQ(gzclose(file), Z_OK);
  EXPECT_EQ(ReadDataFile(plain).value(), text);
  EXPECT_EQ(ReadDataFile(zipped).value(), text);
}

TEST(DataFile, SaysWhichFileItCannotRead) {
  const TestFolder folder;
  EXPECT_THAT(ReadDataFile(folder.path + "/none").error().message, HasSubstr("/none"));
}

TEST(DataFile, CutsLines) {
  EXPECT_THAT(LinesOf("a\r\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(LinesOf("a\n"), ElementsAre("a"));
  EXPECT_THAT(LinesOf(""), IsEmpty());
}

TEST(DataFile, ReadsCsvWithQuotes) {
  EXPECT_THAT(CsvRecordsOf("text,label\n\"a, \"\"b\"\"\nc\",x\r\n,\n"),
              ElementsAre(ElementsAre("text", "label"), ElementsAre("a, \"b\"\nc", "x"),
                          ElementsAre("", "")));
}

}  // namespace
}  // namespace farthing::lab
