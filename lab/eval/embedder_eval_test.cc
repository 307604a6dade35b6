#include "lab/eval/embedder_eval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/test_folder.h"

namespace farthing::lab {
namespace {

using ::testing::HasSubstr;

// Knows texts by their first letter: a direction of the plane for each.
class LetterEmbedder final : public embed::TextEmbedder {
 public:
  size_t dimensions() const override { return 2; }
  void Embed(std::string_view text, std::span<float> out) const override {
    const float turn = text.empty() ? 0 : static_cast<float>(text[0] - 'a') / 10;
    out[0] = std::cos(turn);
    out[1] = std::sin(turn);
  }
};

double ScoreOf(const EmbedderData& data, const std::string& name) {
  for (const EmbedderScore& score : ScoreEmbedder(LetterEmbedder(), data)) {
    if (score.name == name) return score.value;
  }
  ADD_FAILURE() << "no score " << name;
  return -1;
}

TEST(EmbedderEval, RanksPairsByTheirSimilarity) {
  const EmbedderData data = {.qqp = {{"a", "a", true}, {"a", "j", false}, {"a", "e", true}}};
  EXPECT_EQ(ScoreOf(data, "qqp_average_precision"), 1);
  EXPECT_EQ(ScoreOf(data, "qqp_roc_auc"), 1);
}

TEST(EmbedderEval, TakesTheLabelOfTheNearest) {
  const Intents intents = {.known = {{"a", "first"}, {"j", "last"}},
                           .asked = {{"b", "first"}, {"i", "last"}, {"c", "last"}},
                           .outside = {{"e", "oos"}, {"f", "oos"}}};
  const EmbedderData data = {.banking77 = intents, .clinc150 = intents};
  EXPECT_DOUBLE_EQ(ScoreOf(data, "banking77_nearest"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(ScoreOf(data, "banking77_precision_at_half"), 1);
  EXPECT_DOUBLE_EQ(ScoreOf(data, "clinc150_nearest"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(ScoreOf(data, "clinc150_outside_roc_auc"), 1);
}

TEST(EmbedderEval, FindsDocuments) {
  EmbedderData data;
  data.cranfield.documents = {{1, "a", ""}, {2, "e", ""}, {3, "j", ""}};
  data.cranfield.questions = {{"i", {3}}, {"b", {2}}};
  EXPECT_DOUBLE_EQ(ScoreOf(data, "cranfield_ndcg_at_10"), (1 + 1 / std::log2(3.0)) / 2);
  EXPECT_DOUBLE_EQ(ScoreOf(data, "cranfield_recall_at_100"), 1);
}

TEST(EmbedderEval, TimesTheShippedTable) {
  EmbedderData data;
  for (int i = 0; i < 20; ++i) {
    data.qqp.push_back(
        {"How do I find the place where question " + std::to_string(i) + " was asked?", "", false});
  }
  const EmbedderSpeed speed = TimeEmbedder(embed::ShippedEmbedder(), data);
  EXPECT_GT(speed.from_pieces, 0);
  EXPECT_GT(speed.from_text, speed.from_pieces);
}

void Write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

TEST(EmbedderEval, ReadsAFolderOfTexts) {
  const TestFolder folder;
  const std::string semcache = folder.path + "/semcache";
  const std::string cranfield = folder.path + "/retrieval/cranfield";
  Write(semcache + "/qqp_dev.jsonl.gz", "{\"a\":\"x\",\"b\":\"y\",\"same\":true}\n");
  Write(semcache + "/banking77/train.csv", "text,category\n\"lost, card\",loss\n");
  Write(semcache + "/banking77/test.csv", "text,category\nwhere is it,loss\n");
  Write(semcache + "/clinc150/data_full.json",
        R"({"train":[["hi","greet"]],"test":[["hey","greet"]],"oos_test":[["pi","oos"]]})");
  EXPECT_THAT(ReadEmbedderData(folder.path).error().message, HasSubstr("cran.all.1400"));
  Write(cranfield + "/cran.all.1400", ".I 1\n.T\nt\n.W\nw\n");
  Write(cranfield + "/cran.qry", ".I 1\n.W\nq\n");
  Write(cranfield + "/cranqrel", "1 1 1\n");
  const EmbedderData data = ReadEmbedderData(folder.path).value();
  ASSERT_EQ(data.qqp.size(), 1U);
  EXPECT_EQ(data.qqp[0].b, "y");
  EXPECT_TRUE(data.qqp[0].is_same);
  ASSERT_EQ(data.banking77.known.size(), 1U);
  EXPECT_EQ(data.banking77.known[0].text, "lost, card");
  EXPECT_EQ(data.banking77.asked[0].label, "loss");
  EXPECT_EQ(data.clinc150.known[0].label, "greet");
  EXPECT_EQ(data.clinc150.outside[0].text, "pi");
  EXPECT_EQ(data.cranfield.questions[0].text, "q\n");

  Write(semcache + "/qqp_dev.jsonl.gz", "{\n");
  EXPECT_THAT(ReadEmbedderData(folder.path).error().message, HasSubstr("line 1"));
}

}  // namespace
}  // namespace farthing::lab
