#include "embed/loaded_embedder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "base/test_folder.h"
#include "embed/embedder.h"
#include "embed/test_table.h"

namespace farthing::embed {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

using Vector = std::vector<float>;

class LoadedEmbedderTest : public ::testing::Test {
 protected:
  LoadedEmbedderTest() {
    WriteTestTable(folder_.path, {{"cat", {3, 0}}, {"dog", {0, 4}}, {"##s", {0.5, 0.5}}});
  }

  void Write(std::string_view name, std::string_view bytes) const {
    WriteTestFile(folder_.path, name, bytes);
  }

  Vector Embed(std::string_view text) const {
    const LoadedEmbedder embedder = LoadedEmbedder::Load(folder_.path).value();
    Vector vector(embedder->dimensions());
    embedder->Embed(text, vector);
    return vector;
  }

  std::string Error() const {
    const auto embedder = LoadedEmbedder::Load(folder_.path);
    return embedder ? "" : embedder.error().message;
  }

  TestFolder folder_;
};

TEST_F(LoadedEmbedderTest, SumsTheRowsOfATextsTokens) {
  EXPECT_THAT(Embed("Cat"), ElementsAre(1, 0));
  EXPECT_THAT(Embed("a cat, a DOG!"), ElementsAre(0.6F, 0.8F));
  const Vector dogs = Embed("dogs");
  EXPECT_FLOAT_EQ(dogs[1] / dogs[0], 9);
}

TEST_F(LoadedEmbedderTest, WhatTheVocabularyHasNotAddsNothing) {
  EXPECT_THAT(Embed("mouse"), Each(0));
  EXPECT_THAT(Embed(""), Each(0));
  EXPECT_EQ(Embed("cat mouse"), Embed("cat"));
}

TEST_F(LoadedEmbedderTest, SharedRowsAreWeighed) {
  Write("model.safetensors",
        SafetensorsFile(R"({"embeddings":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]},)"
                        R"("mapping":{"dtype":"I32","shape":[4],"data_offsets":[4,20]},)"
                        R"("weights":{"dtype":"F32","shape":[4],"data_offsets":[20,36]}})",
                        BytesOf(int8_t{1}, int8_t{0}, int8_t{0}, int8_t{1}, 0, 0, 1, 1, 1.0F, 3.0F,
                                4.0F, 0.0F)));
  EXPECT_THAT(Embed("cat dogs"), ElementsAre(0.6F, 0.8F));
}

TEST_F(LoadedEmbedderTest, ATextWhoseSumIsBeyondAFloatIsOfNothing) {
  Write("model.safetensors",
        SafetensorsFile(R"({"embeddings":{"dtype":"F32","shape":[4,1],"data_offsets":[0,16]}})",
                        BytesOf(1.0F, 3e38F, -3e38F, 1.0F)));
  EXPECT_THAT(Embed("cat cat dog"), ElementsAre(0));
}

TEST_F(LoadedEmbedderTest, NoFolderIsTheOneBuiltIn) {
  const LoadedEmbedder embedder = LoadedEmbedder::Load("").value();
  Vector ours(kShippedDimensions), theirs(kShippedDimensions);
  embedder->Embed("a cat", ours);
  ShippedEmbedder().Embed("a cat", theirs);
  EXPECT_EQ(ours, theirs);
  EXPECT_TRUE(embedder.IsStill(""));
  EXPECT_FALSE(embedder.IsStill(folder_.path));
}

TEST_F(LoadedEmbedderTest, KnowsWhetherItsFilesWereWritten) {
  const LoadedEmbedder embedder = LoadedEmbedder::Load(folder_.path).value();
  EXPECT_TRUE(embedder.IsStill(folder_.path));
  EXPECT_FALSE(embedder.IsStill(""));
  const std::string path = folder_.path + "/tokenizer.json";
  const auto written = std::filesystem::last_write_time(path);
  std::filesystem::last_write_time(path, written + std::chrono::seconds(1));
  EXPECT_FALSE(embedder.IsStill(folder_.path));
  std::filesystem::last_write_time(path, written);
  EXPECT_TRUE(embedder.IsStill(folder_.path));
  Write("model.safetensors", "another");
  EXPECT_FALSE(embedder.IsStill(folder_.path));
}

TEST_F(LoadedEmbedderTest, SaysWhichFileIsWrong) {
  EXPECT_THAT(LoadedEmbedder::Load(folder_.path + "/none").error().message,
              EndsWith("/none/model.safetensors: it cannot be read"));
  Write("tokenizer.json", R"({"model":{"type":"Unigram"}})");
  EXPECT_THAT(Error(), HasSubstr("/tokenizer.json: model: the model \"Unigram\""));
  Write("tokenizer.json", "{");
  EXPECT_THAT(Error(), HasSubstr("/tokenizer.json: "));
  Write("model.safetensors", "short");
  EXPECT_THAT(Error(), HasSubstr("/model.safetensors: no safetensors header"));
}

TEST_F(LoadedEmbedderTest, ATableWithoutRowsForAllTokensIsNotTheTokenizers) {
  Write("model.safetensors",
        SafetensorsFile(R"({"embeddings":{"dtype":"I8","shape":[3,1],"data_offsets":[0,3]}})",
                        "abc"));
  EXPECT_THAT(Error(), HasSubstr("it has a token 3, but model.safetensors has rows for 3 only"));
}

}  // namespace
}  // namespace farthing::embed
