#include "token/load_tokenizer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/base64.h"
#include "base/test_folder.h"
#include "token/encoder.h"

namespace farthing::token {
namespace {

// Writes the ranks of the bytes, and then those of `merged`.
std::string WriteRanks(const std::string& path, const std::vector<std::string>& merged) {
  std::ofstream file(path);
  size_t id = 0;
  for (; id < 256; ++id)
    file << Base64Encode(std::string(1, static_cast<char>(id))) << ' ' << id << '\n';
  for (const std::string& token : merged) file << Base64Encode(token) << ' ' << id++ << '\n';
  return path;
}

std::string ErrorOf(const std::string& name) {
  const auto loaded = LoadTokenizer(name);
  return loaded ? "" : loaded.error().message;
}

TEST(LoadTokenizer, FindsBuiltInEncodings) {
  const auto loaded = LoadTokenizer("o200k_base");
  ASSERT_TRUE(loaded);
  EXPECT_EQ((*loaded)->name(), "o200k_base");
  EXPECT_EQ((*loaded)->Count("one two three"), FindEncoder("o200k_base")->Count("one two three"));
}

TEST(LoadTokenizer, ReadsAFileOfRanks) {
  const TestFolder folder;
  const std::string path = WriteRanks(folder.path + "/own.tiktoken", {"ab", "abc", " a"});
  const auto loaded = LoadTokenizer(path + ":cl100k_base");
  ASSERT_TRUE(loaded) << loaded.error().message;
  std::vector<uint32_t> ids;
  (*loaded)->Encode("abcab ab", &ids);
  EXPECT_EQ(ids, (std::vector<uint32_t>{257, 256, ' ', 256}));
  EXPECT_EQ((*loaded)->Count("abcab ab"), 4u);
  EXPECT_EQ((*loaded)->CountUpTo("abcab ab", 3), std::nullopt);
  EXPECT_EQ((*loaded)->longest_token(), 3u);
}

TEST(LoadTokenizer, KnowsAFileByTheNameOfItsEncoding) {
  const TestFolder folder;
  EXPECT_TRUE(LoadTokenizer(WriteRanks(folder.path + "/r50k_base.tiktoken", {"ab"})));
}

TEST(LoadTokenizer, SaysWhatIsWrong) {
  const TestFolder folder;
  const std::string path = WriteRanks(folder.path + "/own.tiktoken", {"ab", "ab"});
  EXPECT_NE(ErrorOf(path).find("own.tiktoken:cl100k_base"), std::string::npos);
  EXPECT_NE(ErrorOf(path + ":o200k_base").find("a token appears twice"), std::string::npos);
  EXPECT_NE(ErrorOf(folder.path + "/none.tiktoken:o200k_base").find("cannot be read"),
            std::string::npos);
  EXPECT_NE(ErrorOf("o200k").find("there is no tokenizer o200k"), std::string::npos);
}

}  // namespace
}  // namespace farthing::token
