#include "api/usage.h"

#include <gtest/gtest.h>

#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

Usage Read(Dialect dialect, std::string_view json) {
  const auto document = json::Document::Parse(json);
  return document ? ReadUsage(dialect, document->root()) : Usage{};
}

std::string Written(Dialect dialect, const Usage& usage) {
  std::string out;
  json::Writer writer(&out);
  WriteUsage(dialect, usage, &writer);
  return out;
}

TEST(Usage, OpenAIsPromptIncludesWhatWasCached) {
  const Usage usage = Read(Dialect::kOpenAI, R"({"prompt_tokens":2006,"completion_tokens":300,
      "total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":6},
      "completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":2}})");
  EXPECT_EQ(usage.fresh, 80);
  EXPECT_EQ(usage.cache_read, 1920);
  EXPECT_EQ(usage.audio_in, 6);
  EXPECT_EQ(usage.output, 170);
  EXPECT_EQ(usage.reasoning, 128);
  EXPECT_EQ(usage.audio_out, 2);
  EXPECT_EQ(usage.input_total() + usage.output_total(), 2306);
}

TEST(Usage, AnthropicsInputExcludesWhatWasCached) {
  const Usage usage = Read(Dialect::kAnthropic, R"({"input_tokens":50,"output_tokens":7,
      "cache_read_input_tokens":1000,"cache_creation_input_tokens":300,
      "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200}})");
  EXPECT_EQ(usage.fresh, 50);
  EXPECT_EQ(usage.cache_read, 1000);
  EXPECT_EQ(usage.cache_write_5m, 100);
  EXPECT_EQ(usage.cache_write_1h, 200);
  EXPECT_EQ(usage.input_total(), 1350);
}

TEST(Usage, CachedTokensAreNotCountedTwiceAcrossDialects) {
  const Usage usage = Read(Dialect::kAnthropic,
                           R"({"input_tokens":50,"output_tokens":7,"cache_read_input_tokens":1000,
                               "cache_creation_input_tokens":300})");
  EXPECT_EQ(Written(Dialect::kOpenAI, usage),
            R"({"prompt_tokens":1350,"completion_tokens":7,"total_tokens":1357,)"
            R"("prompt_tokens_details":{"cached_tokens":1000,"cache_write_tokens":300},)"
            R"("completion_tokens_details":{"reasoning_tokens":0}})");
  EXPECT_EQ(Read(Dialect::kOpenAI, Written(Dialect::kOpenAI, usage)), usage);
  EXPECT_EQ(Read(Dialect::kAnthropic, Written(Dialect::kAnthropic, usage)), usage);
}

TEST(Usage, ThinkingIsToldApartInBothDialects) {
  const Usage usage = Read(Dialect::kAnthropic, R"({"input_tokens":5,"output_tokens":50,
      "output_tokens_details":{"thinking_tokens":30}})");
  EXPECT_EQ(usage.output, 20);
  EXPECT_EQ(usage.reasoning, 30);
  EXPECT_EQ(Read(Dialect::kOpenAI, Written(Dialect::kOpenAI, usage)), usage);
  EXPECT_EQ(Read(Dialect::kAnthropic, Written(Dialect::kAnthropic, usage)), usage);
  EXPECT_EQ(Read(Dialect::kAnthropic,
                 R"({"output_tokens":5,"output_tokens_details":{"thinking_tokens":30}})")
                .output_total(),
            5);
}

TEST(Usage, ReasoningOutsideOfTheCompletionIsCounted) {
  const Usage told = Read(Dialect::kOpenAI, R"({"prompt_tokens":10,"completion_tokens":5,
      "total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}})");
  EXPECT_EQ(told.output, 5);
  EXPECT_EQ(told.reasoning, 100);
  const Usage untold =
      Read(Dialect::kOpenAI, R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":115})");
  EXPECT_EQ(untold.reasoning, 100);
  EXPECT_EQ(untold.output_total(), 105);
}

TEST(Usage, KnowsTheFormsOfOtherCallsAndProviders) {
  const Usage responses = Read(Dialect::kOpenAI, R"({"input_tokens":100,"output_tokens":20,
      "input_tokens_details":{"cached_tokens":60},"output_tokens_details":{"reasoning_tokens":8},
      "total_tokens":120})");
  EXPECT_EQ(responses.fresh, 40);
  EXPECT_EQ(responses.cache_read, 60);
  EXPECT_EQ(responses.reasoning, 8);
  EXPECT_EQ(responses.output, 12);
  EXPECT_EQ(Read(Dialect::kOpenAI, R"({"prompt_tokens":9,"total_tokens":9})").fresh, 9);
  EXPECT_EQ(Read(Dialect::kOpenAI, R"({"prompt_tokens":9,"prompt_cache_hit_tokens":4})").cache_read,
            4);
}

TEST(Usage, ContradictionsNeverMakeItNegative) {
  const Usage usage = Read(Dialect::kOpenAI, R"({"prompt_tokens":10,"completion_tokens":-3,
      "prompt_tokens_details":{"cached_tokens":50,"cache_write_tokens":9223372036854775807},
      "completion_tokens_details":{"reasoning_tokens":7}})");
  EXPECT_EQ(usage.cache_read, 10);
  EXPECT_EQ(usage.fresh, 0);
  EXPECT_EQ(usage.input_total(), 10);
  EXPECT_EQ(usage.output_total(), 0);
}

TEST(Usage, IsAbsentWhereThereIsNoObject) {
  EXPECT_FALSE(Read(Dialect::kOpenAI, "null").present);
  EXPECT_FALSE(Read(Dialect::kAnthropic, "3").present);
  EXPECT_FALSE(ReadUsage(Dialect::kOpenAI, json::Value()).present);
}

TEST(Usage, AnthropicsStreamCountsAreCumulative) {
  const auto start = json::Document::Parse(
      R"({"input_tokens":50,"cache_read_input_tokens":1000,"output_tokens":1})");
  const auto delta = json::Document::Parse(
      R"({"output_tokens":70,"output_tokens_details":{"thinking_tokens":30}})");
  Usage usage;
  UpdateUsage(Dialect::kAnthropic, start->root(), &usage);
  UpdateUsage(Dialect::kAnthropic, delta->root(), &usage);
  EXPECT_EQ(usage.fresh, 50);
  EXPECT_EQ(usage.cache_read, 1000);
  EXPECT_EQ(usage.output, 40);
  EXPECT_EQ(usage.reasoning, 30);
}

}  // namespace
}  // namespace farthing::api
