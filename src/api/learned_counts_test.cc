#include "api/learned_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api/request_tokens.h"
#include "base/random.h"

namespace farthing::api {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

// A provider that counts 1.5 tokens for one of o200k_base, and 30 for a request.
class LearnedCounting : public ::testing::Test {
 protected:
  LearnedCounting() { rule_.learned = counts_.Of("anthropic/claude-x"); }

  std::string MakeRequest(size_t words, std::string_view more = "") {
    std::string text;
    for (size_t i = 0; i < words; ++i) text += random_.Next() % 3 == 0 ? " and" : " water";
    words_ = words;
    return R"({"messages":[{"role":"user","content":")" + text + "\"}]" + std::string(more) + "}";
  }
  int64_t Told() const { return 30 + static_cast<int64_t>(words_) * 3 / 2; }

  void Learn(const std::string& request) {
    const auto document = json::Document::Parse(request);
    LearnCount(document->root(), rule_, Told());
  }
  void LearnMany(int requests = 400) {
    for (int i = 0; i < requests; ++i) Learn(MakeRequest(20 + random_.Next() % 500));
  }
  RequestTokens Count(const std::string& request) const {
    const auto document = json::Document::Parse(request);
    return CountRequest(document->root(), rule_);
  }
  LimitSide Check(const std::string& request, int64_t limit) const {
    const auto document = json::Document::Parse(request);
    return CheckLimit(document->root(), rule_, limit);
  }

  FastRandom random_{3};
  LearnedCounts counts_;
  CountingRule rule_ = RuleFor("claude", "claude-x");
  size_t words_ = 0;
};

TEST_F(LearnedCounting, WhatUsageTaughtIsToldWithANarrowBand) {
  LearnMany();
  const TokenBand counted = Count(MakeRequest(300)).total;
  EXPECT_FALSE(counted.exact);
  EXPECT_NEAR(static_cast<double>(counted.tokens), static_cast<double>(Told()), 5);
  EXPECT_THAT(Told(), AllOf(Ge(counted.low), Le(counted.high)));
  EXPECT_LT(counted.high - counted.low, Told() / 6);
}

TEST_F(LearnedCounting, ARatioIsToldUntilEnoughIsLearned) {
  const std::string request = MakeRequest(300);
  const TokenBand before = Count(request).total;
  LearnMany(199);
  EXPECT_EQ(Count(request).total, before);
  LearnMany(1);
  EXPECT_NE(Count(request).total, before);
}

TEST_F(LearnedCounting, WhereLessIsKnownThanTheRatioTellsTheRatioIsTold) {
  LearnMany();
  const std::string russian = R"({"messages":[{"role":"user","content":")"
                              R"(Съешь же ещё этих мягких французских булок, да выпей чаю"}]})";
  CountingRule untaught = rule_;
  untaught.learned = nullptr;
  const auto document = json::Document::Parse(russian);
  EXPECT_EQ(Count(russian).total, CountRequest(document->root(), untaught).total);
}

TEST_F(LearnedCounting, PartsAreSharesOfWhatWasLearned) {
  LearnMany();
  const RequestTokens counted = Count(MakeRequest(300, R"(,"system":"water water water")"));
  int64_t sum = 0;
  for (const RequestPart& part : counted.parts) sum += part.band.tokens;
  EXPECT_NEAR(static_cast<double>(sum), static_cast<double>(counted.total.tokens), 2);
}

TEST_F(LearnedCounting, ALimitIsHeldByWhatWasLearned) {
  LearnMany();
  const std::string request = MakeRequest(400);
  EXPECT_EQ(Check(request, Told() + 60), LimitSide::kWithin);
  EXPECT_EQ(Check(request, Told()), LimitSide::kUnsure);
  EXPECT_EQ(Check(request, Told() - 60), LimitSide::kOver);
  EXPECT_EQ(Check(request, 10), LimitSide::kOver);
  EXPECT_EQ(Check(request, 100'000), LimitSide::kWithin);
}

TEST_F(LearnedCounting, NothingIsLearnedOfWhatNoFeaturesTell) {
  for (const char* more :
       {R"(,"tools":[{"type":"web_search_20250305","name":"web_search"}])",
        R"(,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}})"}) {
    for (int i = 0; i < 250; ++i) Learn(MakeRequest(50, more));
  }
  const std::string image =
      R"({"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]})";
  for (int i = 0; i < 250; ++i) Learn(image);
  EXPECT_EQ(rule_.learned->learner(), nullptr);
}

TEST_F(LearnedCounting, OutlivesARestart) {
  LearnMany();
  LearnedCounts later;
  ASSERT_TRUE(later.TakeBytes(counts_.ToBytes()));
  const std::string request = MakeRequest(300);
  const TokenBand before = Count(request).total;
  rule_.learned = later.Of("anthropic/claude-x");
  EXPECT_EQ(Count(request).total, before);
  EXPECT_EQ(later.Of("anthropic/another")->learner(), nullptr);
}

TEST_F(LearnedCounting, BytesThatAreNotWholeAreRefused) {
  LearnMany(1);
  const std::string bytes = counts_.ToBytes();
  LearnedCounts later;
  EXPECT_FALSE(later.TakeBytes(""));
  EXPECT_FALSE(later.TakeBytes(bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(later.TakeBytes("farthing token counts 2\n" + bytes.substr(24)));
  std::string changed = bytes;
  changed[changed.size() / 2] ^= 1;
  EXPECT_FALSE(later.TakeBytes(changed));
  EXPECT_TRUE(later.TakeBytes(bytes));
}

TEST_F(LearnedCounting, ModelsAreBounded) {
  const auto teach = [this](LearnedCount* model) {
    rule_.learned = model;
    LearnMany(200);
    return model->learner() != nullptr;
  };
  for (size_t i = 0; i < LearnedCounts::kMostModels; ++i) {
    ASSERT_TRUE(teach(counts_.Of(std::to_string(i))));
  }
  EXPECT_FALSE(teach(counts_.Of("one more")));
  for (size_t i = 0; i < LearnedCounts::kMostNames; ++i) counts_.Of("name" + std::to_string(i));
  EXPECT_EQ(counts_.Of("one name more"), nullptr);
  EXPECT_EQ(counts_.Of("7"), counts_.Of("7"));
}

}  // namespace
}  // namespace farthing::api
