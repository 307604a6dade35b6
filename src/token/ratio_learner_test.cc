#include "token/ratio_learner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/random.h"

namespace farthing::token {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

TEST(ContentClass, IsToldByATokensBytes) {
  using enum ContentClass;
  const auto cases = {
      std::pair(" the", kBlankLower),
      std::pair(" The", kBlankMixed),
      std::pair(" USA", kBlankUpper),
      std::pair("_name", kMarkLower),
      std::pair("name", kLower),
      std::pair("Ab", kMixed),
      std::pair("é", kLatin),
      std::pair(" größe", kLatin),
      std::pair(" слово", kCyrillic),
      std::pair("ש", kArabic),
      std::pair("한", kHangul),
      std::pair("の", kKana),
      std::pair("漢", kHan),
      std::pair("न", kIndic),
      std::pair("123", kDigits),
      std::pair("\n", kLineBreak),
      std::pair("\n\n", kLineBreaks),
      std::pair(" ", kBlank),
      std::pair("    ", kBlanks),
      std::pair(" {", kMark),
      std::pair("});", kMarks),
      std::pair("…", kSymbol),
      std::pair("\xC3", kTwoByteFragment),
      std::pair("\xE4\xB8", kLongFragment),
  };
  for (const auto& [token, content] : cases) EXPECT_EQ(ClassOf(token), content) << token;
}

TEST(ContentClass, EveryTokenOfAnEncodingHasOne) {
  EXPECT_EQ(ContentClassesOf(*FindEncoder("o200k_base")).size(), 199'998);
  EXPECT_EQ(ContentClassesOf(*FindEncoder("cl100k_base")).size(), 100'256);
}

class RatioLearning : public ::testing::Test {
 protected:
  TextFeatures FeaturesOf(const std::string& text) const {
    TextFeatures features;
    reader_.Add(text, &features);
    return features;
  }

  // So many words of either kind; a tokenizer that needs 1.1 tokens for o200k_base's word of
  // letters and 1.6 for its number.
  struct Sample {
    TextFeatures features;
    double tokens = 0;
  };
  Sample MakeSample() {
    const int words = 20 + static_cast<int>(random_.Next() % 300);
    const int numbers = static_cast<int>(random_.Next() % 300);
    std::string text;
    for (int i = 0; i < words; ++i) text += " water";
    for (int i = 0; i < numbers; ++i) text += ",7";
    return {FeaturesOf(text), 1.1 * words + 1.6 * numbers + 1.0 * numbers};
  }

  const FeatureReader reader_;
  FastRandom random_{5};
};

TEST_F(RatioLearning, FeaturesAreSumsOfTheTexts) {
  TextFeatures one = FeaturesOf(" water");
  EXPECT_EQ(one.tokens(), 1);
  EXPECT_EQ(one.counts[TextFeatures::kSmall], 1);
  reader_.Add(",7", &one);
  EXPECT_EQ(one.tokens(), 3);
}

TEST_F(RatioLearning, BeforeAnythingIsLearnedTheRatioHolds) {
  const RatioLearner learner(1.2);
  const TokenEstimate told = learner.Estimate(FeaturesOf(" water water water"));
  EXPECT_NEAR(told.tokens, 3.6, 1e-6);
  EXPECT_GT(told.high, 2 * told.tokens);
  EXPECT_EQ(told.low, 0);
}

TEST_F(RatioLearning, WhatIsToldIsLearnedByKindOfText) {
  RatioLearner learner(1);
  for (int i = 0; i < 600; ++i) {
    const Sample sample = MakeSample();
    learner.Learn(sample.features, sample.tokens);
  }
  for (int i = 0; i < 200; ++i) {
    const Sample sample = MakeSample();
    const TokenEstimate told = learner.Estimate(sample.features);
    EXPECT_NEAR(told.tokens / sample.tokens, 1, 0.01);
    EXPECT_THAT(sample.tokens, AllOf(Ge(told.low), Le(told.high)));
    EXPECT_LT(told.high / sample.tokens, 1.1);
  }
}

TEST_F(RatioLearning, AProviderThatOnceTellsNonsenseDoesNoHarm) {
  RatioLearner learner(1);
  for (int i = 0; i < 600; ++i) {
    const Sample sample = MakeSample();
    learner.Learn(sample.features, i % 100 == 99 ? 1e7 : sample.tokens);
  }
  const Sample sample = MakeSample();
  EXPECT_NEAR(learner.Estimate(sample.features).tokens / sample.tokens, 1, 0.03);
}

TEST_F(RatioLearning, WhatTheFormCostsIsLearnedBesideTheTexts) {
  RatioLearner learner(1, {5, 3, 0, 0, 0, 0});
  const auto make = [this](Sample sample) {
    const auto messages = 1 + random_.Next() % 9;
    sample.features[FormCount::kRequest] = 1;
    sample.features[FormCount::kMessage] = static_cast<float>(messages);
    sample.tokens += 41 + 6 * static_cast<double>(messages);
    return sample;
  };
  for (int i = 0; i < 600; ++i) {
    const Sample sample = make(MakeSample());
    learner.Learn(sample.features, sample.tokens);
  }
  TextFeatures empty;
  empty[FormCount::kRequest] = 1;
  empty[FormCount::kMessage] = 4;
  EXPECT_NEAR(learner.Estimate(empty).tokens, 65, 2);
}

TEST_F(RatioLearning, IsTheSameAfterItWasWrittenAndRead) {
  RatioLearner learner(1.2);
  for (int i = 0; i < 300; ++i) {
    const Sample sample = MakeSample();
    learner.Learn(sample.features, sample.tokens);
  }
  std::string bytes;
  learner.AppendTo(&bytes);
  Result<RatioLearner> read = RatioLearner::Read(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->observations(), 300);
  const Sample sample = MakeSample();
  learner.Learn(sample.features, sample.tokens);
  read->Learn(sample.features, sample.tokens);
  const TokenEstimate one = learner.Estimate(sample.features);
  const TokenEstimate other = read->Estimate(sample.features);
  EXPECT_EQ(one.tokens, other.tokens);
  EXPECT_EQ(one.high, other.high);
}

TEST_F(RatioLearning, BytesThatAreNoLearnersAreRefused) {
  std::string bytes;
  RatioLearner(1).AppendTo(&bytes);
  EXPECT_FALSE(RatioLearner::Read(bytes.substr(1)));
  EXPECT_FALSE(RatioLearner::Read(bytes + "x"));
  for (size_t i = 0; i < 8; ++i) bytes[i] = '\xFF';
  EXPECT_FALSE(RatioLearner::Read(bytes));
}

TEST_F(RatioLearning, WhatCannotBeACountIsIgnored) {
  RatioLearner learner(1);
  learner.Learn(FeaturesOf(" water"), 0);
  learner.Learn(FeaturesOf(" water"), -5);
  learner.Learn(TextFeatures{}, 7);
  EXPECT_EQ(learner.observations(), 0);
  EXPECT_EQ(learner.Estimate(TextFeatures{}).high, 0);
}

}  // namespace
}  // namespace farthing::token
