// Law 2 over random usage objects, also absurd ones: the classes are never negative and add up to
// what the provider says in total.

#include <fmt/format.h>

#include <random>

#include "model/usage_test.h"

namespace farthing::model {
namespace {

constexpr int kRounds = 20'000;

class Numbers {
 public:
  // Mostly small, sometimes far beyond anything real.
  int64_t Next() {
    const uint64_t bits = random_();
    return static_cast<int64_t>(random_() % (bits % 16 == 0 ? kMostTokens * 8 : 5000));
  }
  int64_t UpTo(int64_t most) {
    return static_cast<int64_t>(random_() % (static_cast<uint64_t>(most) + 1));
  }

 private:
  std::mt19937_64 random_{20261123};
};

void ExpectNoneNegative(const TokenCounts& tokens, const std::string& text) {
  for (size_t i = 0; i < kTokenClasses; ++i) {
    ASSERT_GE(tokens[static_cast<TokenClass>(i)], 0) << text;
  }
}

TEST(UsageProperty, OpenAIsPartsAddUpToItsTotal) {
  Numbers numbers;
  for (int i = 0; i < kRounds; ++i) {
    const int64_t prompt = numbers.Next(), completion = numbers.Next();
    const std::string text = fmt::format(
        R"({{"prompt_tokens":{},"completion_tokens":{},"prompt_tokens_details":{{"cached_tokens":{},
        "cache_write_tokens":{},"audio_tokens":{},"image_tokens":{},"cached_tokens_details":{{
        "audio_tokens":{},"image_tokens":{}}}}},"completion_tokens_details":{{"reasoning_tokens":{},
        "audio_tokens":{}}}}})",
        prompt, completion, numbers.Next(), numbers.Next(), numbers.Next(), numbers.Next(),
        numbers.Next(), numbers.Next(), numbers.Next(), numbers.Next());
    const TokenCounts tokens = Read(UsageFormat::kOpenAI, text).tokens;
    ExpectNoneNegative(tokens, text);
    ASSERT_EQ(tokens.input(), std::min(prompt, kMostTokens)) << text;
    ASSERT_EQ(tokens.output(), std::min(completion, kMostTokens)) << text;
  }
}

TEST(UsageProperty, AStatedTotalIsKept) {
  Numbers numbers;
  for (int i = 0; i < kRounds; ++i) {
    const int64_t prompt = numbers.UpTo(9999), completion = numbers.UpTo(9999);
    const int64_t total = prompt + completion + numbers.UpTo(500);
    const std::string text =
        fmt::format(R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},
        "completion_tokens_details":{{"reasoning_tokens":{}}}}})",
                    prompt, completion, total, total - prompt - completion);
    ASSERT_EQ(Read(UsageFormat::kOpenAI, text).tokens.total(), total) << text;
  }
}

TEST(UsageProperty, AnthropicsPartsAddUp) {
  Numbers numbers;
  for (int i = 0; i < kRounds; ++i) {
    const int64_t fresh = numbers.UpTo(9999), read = numbers.UpTo(9999), out = numbers.UpTo(9999);
    const int64_t written = numbers.UpTo(9999), hour = numbers.UpTo(written);
    const std::string text = fmt::format(
        R"({{"input_tokens":{},"cache_read_input_tokens":{},"cache_creation_input_tokens":{},
        "cache_creation":{{"ephemeral_5m_input_tokens":{},"ephemeral_1h_input_tokens":{}}},
        "output_tokens":{},"output_tokens_details":{{"thinking_tokens":{}}}}})",
        fresh, read, written, written - hour, hour, out, numbers.Next());
    const TokenCounts tokens = Read(UsageFormat::kAnthropic, text).tokens;
    ExpectNoneNegative(tokens, text);
    ASSERT_EQ(tokens.total(), fresh + read + written + out) << text;
  }
}

TEST(UsageProperty, GeminisPartsAddUpToItsTotal) {
  Numbers numbers;
  for (int i = 0; i < kRounds; ++i) {
    const int64_t prompt = numbers.UpTo(9999), tools = numbers.UpTo(999);
    const int64_t candidates = numbers.UpTo(9999), thoughts = numbers.UpTo(999);
    const int64_t total = prompt + tools + candidates + thoughts;
    const std::string text = fmt::format(
        R"({{"promptTokenCount":{},"toolUsePromptTokenCount":{},"candidatesTokenCount":{},
        "thoughtsTokenCount":{},"totalTokenCount":{},"cachedContentTokenCount":{},
        "promptTokensDetails":[{{"modality":"AUDIO","tokenCount":{}}},
        {{"modality":"IMAGE","tokenCount":{}}}],
        "cacheTokensDetails":[{{"modality":"AUDIO","tokenCount":{}}}]}})",
        prompt, tools, candidates, thoughts, total, numbers.Next(), numbers.Next(), numbers.Next(),
        numbers.Next());
    const TokenCounts tokens = Read(UsageFormat::kGemini, text).tokens;
    ExpectNoneNegative(tokens, text);
    ASSERT_EQ(tokens.total(), total) << text;
  }
}

TEST(UsageProperty, BedrocksPartsAddUpToItsTotal) {
  Numbers numbers;
  for (int i = 0; i < kRounds; ++i) {
    const int64_t fresh = numbers.UpTo(9999), read = numbers.UpTo(9999), out = numbers.UpTo(9999);
    const int64_t written = numbers.UpTo(9999), hour = numbers.UpTo(written);
    const std::string text = fmt::format(
        R"({{"inputTokens":{},"outputTokens":{},"totalTokens":{},"cacheReadInputTokens":{},
        "cacheWriteInputTokens":{},"cacheDetails":[{{"ttl":"1h","inputTokens":{}}}]}})",
        fresh, out, fresh + read + written + out, read, written, hour);
    const TokenCounts tokens = Read(UsageFormat::kBedrock, text).tokens;
    ExpectNoneNegative(tokens, text);
    ASSERT_EQ(tokens.total(), fresh + read + written + out) << text;
  }
}

}  // namespace
}  // namespace farthing::model
