#pragma once

// Random usage objects of every family, also absurd ones, and the tokens that they say in total.

#include <fmt/format.h>

#include <array>
#include <limits>
#include <string>

#include "ledger/random_usage_test.h"
#include "model/usage.h"

namespace farthing::ledger {

struct UsageText {
  model::UsageFormat format{};
  std::string text;
  int64_t total = 0;  // as read: nothing is below 0 or above kMostTokens
};

class UsageTexts {
 public:
  explicit UsageTexts(Dice* dice) : dice_(*dice) {}

  UsageText Next() {
    says_total_ = dice_.OneIn(2);
    switch (dice_.Below(5)) {
      case 0:
        return OpenAI(model::UsageFormat::kOpenAI, "prompt", "completion");
      case 1:
        return OpenAI(model::UsageFormat::kOpenAIResponses, "input", "output");
      case 2:
        return Anthropic();
      case 3:
        return Gemini();
      default:
        return Bedrock();
    }
  }

 private:
  static int64_t Read(int64_t said) { return std::clamp<int64_t>(said, 0, model::kMostTokens); }

  // What a provider may write where it writes a count; below 0 the whole would not be read.
  int64_t Any() {
    static constexpr std::array<int64_t, 6> kAbsurd = {
        model::kMostTokens - 1, model::kMostTokens, model::kMostTokens + 1,
        int64_t{1} << 40,       int64_t{1} << 53,   std::numeric_limits<int64_t>::max()};
    return dice_.OneIn(16) ? dice_.AnyOf(kAbsurd) : dice_.AnyBits(20);
  }
  // What it may write in a count's details.
  int64_t Detail() {
    static constexpr std::array<int64_t, 2> kNegative = {-1, std::numeric_limits<int64_t>::min()};
    return dice_.OneIn(64) ? dice_.AnyOf(kNegative) : Any();
  }
  // Of the counts that add up to a total: where one is stated, it has to hold them.
  int64_t Part() { return says_total_ ? dice_.AnyBits(40) : Any(); }

  // Reasoning stands inside the output, or beside it where the total says so.
  UsageText OpenAI(model::UsageFormat format, std::string_view in, std::string_view out) {
    const int64_t input = Part(), output = Part();
    const int64_t beside = says_total_ && dice_.OneIn(2) ? Part() : 0;
    const int64_t total = Read(input) + Read(output) + beside;
    const int64_t reasoning = beside > 0 ? beside : Detail();
    const std::string stated =
        says_total_ ? fmt::format(R"(,"total_tokens":{})", total) : std::string();
    const bool is_beside = beside > 0;
    return {format,
            fmt::format(R"({{"{0}_tokens":{2},"{1}_tokens":{3}{4},"{0}_tokens_details":{{)"
                        R"("cached_tokens":{5},"cache_write_tokens":{6},"audio_tokens":{7},)"
                        R"("image_tokens":{8}}},"{1}_tokens_details":{{"reasoning_tokens":{9},)"
                        R"("audio_tokens":{10}}}}})",
                        in, out, input, output, stated, Detail(), Detail(), Detail(), Detail(),
                        reasoning, is_beside ? 0 : Detail()),
            total};
  }

  // What was read and written stands beside the input; the writes are the larger of sum and parts.
  UsageText Anthropic() {
    const int64_t fresh = Any(), read = Any(), written = Any(), output = Any();
    const int64_t five = Detail(), hour = Detail();
    return {model::UsageFormat::kAnthropic,
            fmt::format(R"({{"input_tokens":{},"cache_read_input_tokens":{},)"
                        R"("cache_creation_input_tokens":{},"cache_creation":{{)"
                        R"("ephemeral_5m_input_tokens":{},"ephemeral_1h_input_tokens":{}}},)"
                        R"("output_tokens":{},"output_tokens_details":{{"thinking_tokens":{}}}}})",
                        fresh, read, written, five, hour, output, Detail()),
            Read(fresh) + Read(read) + Written(written, five, hour) + Read(output)};
  }

  UsageText Gemini() {
    const int64_t prompt = Part(), tools = Part(), candidates = Part(), thoughts = Part();
    const int64_t input = model::AddCounts(Read(prompt), Read(tools));
    const int64_t total = input + Read(candidates) + Read(thoughts);
    const std::string stated =
        says_total_ ? fmt::format(R"("totalTokenCount":{},)", total) : std::string();
    return {model::UsageFormat::kGemini,
            fmt::format(
                R"({{{}"promptTokenCount":{},"toolUsePromptTokenCount":{},)"
                R"("candidatesTokenCount":{},"thoughtsTokenCount":{},)"
                R"("cachedContentTokenCount":{},"promptTokensDetails":[)"
                R"({{"modality":"AUDIO","tokenCount":{}}},{{"modality":"IMAGE","tokenCount":{}}}],)"
                R"("cacheTokensDetails":[{{"modality":"AUDIO","tokenCount":{}}}]}})",
                stated, prompt, tools, candidates, thoughts, Any(), Detail(), Detail(), Detail()),
            total};
  }

  UsageText Bedrock() {
    const int64_t fresh = Any(), read = Any(), written = Any(), output = Any();
    const int64_t five = Detail(), hour = Detail();
    return {
        model::UsageFormat::kBedrock,
        fmt::format(R"({{"inputTokens":{},"outputTokens":{},"cacheReadInputTokens":{},)"
                    R"("cacheWriteInputTokens":{},"cacheDetails":[{{"ttl":"5m","inputTokens":{}}},)"
                    R"({{"ttl":"1h","inputTokens":{}}}]}})",
                    fresh, output, read, written, five, hour),
        Read(fresh) + Read(read) + Written(written, five, hour) + Read(output)};
  }

  static int64_t Written(int64_t sum, int64_t five, int64_t hour) {
    return std::max(Read(sum), Read(Read(five) + Read(hour)));
  }

  Dice& dice_;
  bool says_total_ = false;
};

}  // namespace farthing::ledger
