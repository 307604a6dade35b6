#include "api/usage.h"

#include <gtest/gtest.h>

#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

using enum model::TokenClass;

model::UsageTally Read(Dialect dialect, std::string_view json) {
  model::UsageTally tally;
  if (const auto document = json::Document::Parse(json)) {
    TakeUsage(dialect, document->root(), &tally);
  }
  return tally;
}

std::string Written(Dialect dialect, const model::UsageTally& tally) {
  std::string out;
  json::Writer writer(&out);
  WriteUsage(dialect, tally.usage(), &writer);
  return out;
}

model::TokenCounts ReadBack(Dialect dialect, const model::UsageTally& tally) {
  return Read(dialect, Written(dialect, tally)).usage().tokens;
}

TEST(Usage, CachedTokensAreNotCountedTwiceAcrossDialects) {
  const model::UsageTally tally = Read(Dialect::kAnthropic, R"({"input_tokens":50,"output_tokens":7,
          "cache_read_input_tokens":1000,"cache_creation_input_tokens":300})");
  EXPECT_EQ(Written(Dialect::kOpenAI, tally),
            R"({"prompt_tokens":1350,"completion_tokens":7,"total_tokens":1357,)"
            R"("prompt_tokens_details":{"cached_tokens":1000,"cache_write_tokens":300},)"
            R"("completion_tokens_details":{"reasoning_tokens":0}})");
  EXPECT_EQ(ReadBack(Dialect::kOpenAI, tally), tally.usage().tokens);
  EXPECT_EQ(ReadBack(Dialect::kAnthropic, tally), tally.usage().tokens);
}

TEST(Usage, ThinkingIsToldApartInBothDialects) {
  const model::UsageTally tally = Read(Dialect::kAnthropic, R"({"input_tokens":5,
      "output_tokens":50,"output_tokens_details":{"thinking_tokens":30}})");
  EXPECT_EQ(tally.usage().tokens[kOutput], 20);
  EXPECT_EQ(tally.usage().tokens[kReasoning], 30);
  EXPECT_EQ(ReadBack(Dialect::kOpenAI, tally), tally.usage().tokens);
  EXPECT_EQ(ReadBack(Dialect::kAnthropic, tally), tally.usage().tokens);
}

TEST(Usage, AudioIsInputAndOutputToWhoKnowsNoAudio) {
  const model::UsageTally tally = Read(Dialect::kOpenAI, R"({"prompt_tokens":20,
      "completion_tokens":9,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":6},
      "completion_tokens_details":{"audio_tokens":2}})");
  EXPECT_EQ(tally.usage().tokens[kAudioIn], 6);
  EXPECT_EQ(Written(Dialect::kAnthropic, tally),
            R"({"input_tokens":16,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,)"
            R"("output_tokens":9})");
}

TEST(Usage, IsNotSaidWhereThereIsNoObject) {
  EXPECT_FALSE(Read(Dialect::kOpenAI, "null").said());
  EXPECT_FALSE(Read(Dialect::kAnthropic, "3").said());
  EXPECT_FALSE(Read(Dialect::kOpenAI, "{}").said());
}

}  // namespace
}  // namespace farthing::api
