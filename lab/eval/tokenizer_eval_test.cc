#include "lab/eval/tokenizer_eval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/test_folder.h"
#include "token/encoder.h"

namespace farthing::lab {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class TokenizerEvalTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = std::filesystem::path(folder_.path) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

  // Eight pieces a file.
  void WriteKind(const std::string& before, const std::string& after, const std::string& line) {
    std::string text;
    while (text.size() < 8 * 2048 + 100) text += line;
    for (int i = 0; i < 6; ++i) Write(before + std::to_string(i) + after, text);
  }

  std::vector<TextKind> Corpus() const { return ReadTextCorpus({folder_.path}); }

  const TestFolder folder_;
};

TEST_F(TokenizerEvalTest, TextsAreToldApartByLanguageAndByTheEndsOfTheirNames) {
  WriteKind("share/man/de/man1/a", ".1", "Ein Handbuch über Größen. ");
  WriteKind("share/man/man1/b", ".1", "A manual of sizes. ");
  WriteKind("doc/c", ".py", "def f(x): return x + 1\n");
  WriteKind("doc/d", ".bin", "neither");
  WriteKind("doc/e", ".json", "\xFF\xFE no text");
  Write("doc/few.html", std::string(5000, 'x'));
  std::vector<std::string> names;
  for (const TextKind& kind : Corpus()) {
    names.push_back(kind.name);
    EXPECT_THAT(kind.halves, Each(SizeIs(24))) << kind.name;
  }
  EXPECT_THAT(names, ElementsAre(".py", "de", "en"));
}

TEST_F(TokenizerEvalTest, ATokenizerThatIsAFeatureIsLearnedExactly) {
  WriteKind("share/man/man1/b", ".1", "A manual of sizes, and of 12 other things. ");
  WriteKind("doc/c", ".py", "def f(x): return x + 1\n");
  const TokenizerEval eval = EvalTokenizer(*token::FindEncoder("p50k_base"), Corpus(), 1000, 400);
  EXPECT_LT(eval.error, 0.002);
  EXPECT_GT(eval.by_bytes, 0.02);
  EXPECT_EQ(eval.over, 0);
  EXPECT_GT(eval.room_small, 0);
}

}  // namespace
}  // namespace farthing::lab
