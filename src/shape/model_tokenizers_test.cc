#include "shape/model_tokenizers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/test_folder.h"

namespace farthing::shape {
namespace {

using ::testing::HasSubstr;

class ModelTokenizersTest : public ::testing::Test {
 protected:
  // Knows the token "ab" and its letters, if `is_whole`.
  void WriteFile(bool is_whole) {
    std::ofstream(file_) << R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[)"
                         << (is_whole ? R"("a b"]}})" : "1]}}");
  }

  config::Config ConfigOf(std::initializer_list<std::string> models) const {
    config::Config config;
    for (const std::string& name : models) {
      config.models.push_back({.name = name});
      config.models.back().tokenizer = file_;
    }
    return config;
  }

  const TestFolder folder_;
  const std::string file_ = folder_.path + "/tokenizer.json";
};

TEST_F(ModelTokenizersTest, AModelCountsByTheTokenizerItIsGiven) {
  WriteFile(true);
  const auto tokenizers = ModelTokenizers::Load(ConfigOf({"p/m"}), nullptr);
  ASSERT_TRUE(tokenizers) << tokenizers.error().message;
  api::CountingRule rule = api::RuleFor("claude", "m");
  tokenizers->Apply("p/other", &rule);
  EXPECT_NE(rule.ratio, nullptr);
  tokenizers->Apply("p/m", &rule);
  EXPECT_EQ(rule.ratio, nullptr);
  EXPECT_EQ(rule.tokenizer->Count("abb"), 2u);
}

TEST_F(ModelTokenizersTest, AFileIsReadOnceAndKeptOverReloads) {
  WriteFile(true);
  const auto first = ModelTokenizers::Load(ConfigOf({"p/m", "p/n"}), nullptr);
  ASSERT_TRUE(first);
  WriteFile(false);
  const auto second = ModelTokenizers::Load(ConfigOf({"p/n"}), &*first);
  ASSERT_TRUE(second) << second.error().message;
  api::CountingRule one, other;
  first->Apply("p/m", &one);
  second->Apply("p/n", &other);
  EXPECT_EQ(one.tokenizer, other.tokenizer);
}

TEST_F(ModelTokenizersTest, SaysWhichModelsFileIsWrong) {
  WriteFile(false);
  const auto tokenizers = ModelTokenizers::Load(ConfigOf({"p/m"}), nullptr);
  ASSERT_FALSE(tokenizers);
  EXPECT_THAT(tokenizers.error().message, HasSubstr("the model `p/m`: the tokenizer " + file_));
}

}  // namespace
}  // namespace farthing::shape
