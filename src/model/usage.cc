#include "model/usage.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/usage_reading.h"

namespace farthing::model {
namespace {

constexpr std::array<std::string_view, 5> kFormatNames = {"openai", "openai-responses", "anthropic",
                                                          "gemini", "bedrock"};

FoundUsage FindIn(json::Value answer) {
  const json::Value usage = FindAny(answer, {"usage", "usageMetadata", "usage_metadata"});
  return usage.is_object() ? FoundUsage{usage, answer} : FoundUsage{};
}

// Names that tell a usage object's family.
constexpr std::initializer_list<std::string_view> kGeminiNames = {
    "promptTokenCount",   "candidatesTokenCount",   "totalTokenCount",
    "thoughtsTokenCount", "responseTokenCount",     "prompt_token_count",
    "total_token_count",  "candidates_token_count", "thoughts_token_count"};
constexpr std::initializer_list<std::string_view> kBedrockNames = {
    "inputTokens",          "outputTokens",    "totalTokens",
    "cacheReadInputTokens", "inputTokenCount", "outputTokenCount"};
constexpr std::initializer_list<std::string_view> kAnthropicNames = {
    "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "server_tool_use"};
constexpr std::initializer_list<std::string_view> kChatNames = {
    "prompt_tokens", "completion_tokens", "prompt_tokens_details", "billed_units"};
constexpr std::initializer_list<std::string_view> kResponsesNames = {
    "input_tokens_details", "input_token_details", "output_token_details", "total_tokens"};
constexpr std::initializer_list<std::string_view> kBareNames = {"input_tokens", "output_tokens"};

bool HasAny(json::Value usage, std::initializer_list<std::string_view> names) {
  return static_cast<bool>(FindAny(usage, names));
}

bool HasCounts(UsageFormat format, json::Value usage) {
  switch (format) {
    case UsageFormat::kOpenAI:
    case UsageFormat::kOpenAIResponses:
      return HasAny(usage, kChatNames) || HasAny(usage, kResponsesNames) ||
             HasAny(usage, kBareNames);
    case UsageFormat::kAnthropic:
      return HasAny(usage, kBareNames) || HasAny(usage, kAnthropicNames);
    case UsageFormat::kGemini:
      return HasAny(usage, kGeminiNames);
    case UsageFormat::kBedrock:
      return HasAny(usage, kBedrockNames);
  }
  return false;
}

UsageFormat FormatOfProvider(std::string_view provider) {
  if (provider == "anthropic") return UsageFormat::kAnthropic;
  if (provider == "gemini" || provider == "vertex") return UsageFormat::kGemini;
  if (provider == "bedrock") return UsageFormat::kBedrock;
  return UsageFormat::kOpenAI;
}

}  // namespace

FoundUsage FindUsage(json::Value value) {
  if (value.is_array()) {  // Gemini's stream as one array: the last chunk has it all
    FoundUsage last = {value, value};
    for (const json::Value chunk : value) {
      if (const FoundUsage found = FindIn(chunk); found.usage) last = found;
    }
    return last;
  }
  const json::Value response = value.Find("response");
  const json::Value places[] = {value,
                                response,
                                response.Find("body"),
                                value.Find("message"),
                                value.Find("metadata"),
                                value.Find("x_groq"),
                                *value.Find("choices").begin(),  // Moonshot's streams
                                value.Find("result").Find("message")};
  for (const json::Value place : places) {
    if (const FoundUsage found = FindIn(place); found.usage) return found;
  }
  const json::Value billed = value.Find("meta");  // Cohere's embeddings
  return billed.Find("billed_units") ? FoundUsage{billed, value} : FoundUsage{value, value};
}

std::optional<UsageFormat> ParseUsageFormat(std::string_view name) {
  const auto found = std::ranges::find(kFormatNames, name);
  if (found == kFormatNames.end()) return std::nullopt;
  return static_cast<UsageFormat>(found - kFormatNames.begin());
}

UsageFormat FormatOf(std::string_view provider, json::Value value) {
  const json::Value usage = FindUsage(value).usage;
  if (HasAny(usage, kGeminiNames)) return UsageFormat::kGemini;
  if (HasAny(usage, kBedrockNames)) return UsageFormat::kBedrock;
  if (HasAny(usage, kChatNames)) return UsageFormat::kOpenAI;
  if (HasAny(usage, kAnthropicNames)) return UsageFormat::kAnthropic;
  if (HasAny(usage, kResponsesNames)) return UsageFormat::kOpenAIResponses;
  const UsageFormat usual = FormatOfProvider(provider);
  // Claude has Anthropic's names on Bedrock and Vertex too.
  return HasAny(usage, kBareNames) && !HasCounts(usual, usage) ? UsageFormat::kAnthropic : usual;
}

Result<Usage> ReadUsage(UsageFormat format, json::Value value) {
  const auto [usage, answer] = FindUsage(value);
  if (!HasCounts(format, usage)) {
    return Fail(
        Error::InvalidRequest("there are no token counts of the format " +
                              std::string(kFormatNames[static_cast<size_t>(format)]) +
                              "; give the provider's usage object, or an answer that holds it"));
  }
  switch (format) {
    case UsageFormat::kAnthropic:
      return ReadAnthropicUsage(usage, answer);
    case UsageFormat::kGemini:
      return ReadGeminiUsage(usage, answer);
    case UsageFormat::kBedrock:
      return ReadBedrockUsage(usage, answer);
    case UsageFormat::kOpenAI:
    case UsageFormat::kOpenAIResponses:
      break;
  }
  return ReadOpenAIUsage(usage, answer);
}

int64_t Count(json::Value value) {
  const double number = value.number().value_or(0);
  if (!(number > 0)) return 0;
  const auto whole = static_cast<int64_t>(std::min(number, static_cast<double>(kMostTokens)));
  return std::min(value.integer().value_or(whole), kMostTokens);
}

json::Value FindAny(json::Value object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const json::Value value = object.Find(key); value && !value.is_null()) return value;
  }
  return {};
}

int64_t Take(int64_t wanted, int64_t* rest) {
  const int64_t taken = std::clamp(wanted, int64_t{0}, *rest);
  *rest -= taken;
  return taken;
}

void AddCalls(std::string_view name, int64_t count, Usage* usage) {
  if (count <= 0) return;
  const auto same = std::ranges::find(usage->calls, name, &CallCount::name);
  if (same == usage->calls.end()) {
    usage->calls.push_back({name, std::min(count, kMostTokens)});
  } else {
    same->count = AddCounts(same->count, count);
  }
}

void Partition(const InputParts& parts, TokenCounts* tokens) {
  using enum TokenClass;
  int64_t text = parts.total;
  int64_t audio = Take(parts.audio, &text);
  int64_t image = Take(parts.image, &text);
  int64_t cached = std::clamp(parts.cached, int64_t{0}, parts.total);
  int64_t& audio_cached = (*tokens)[kAudioCached];
  int64_t& image_cached = (*tokens)[kImageCached];
  audio_cached = Take(std::min(parts.audio_cached.value_or(0), cached), &audio);
  cached -= audio_cached;
  image_cached = Take(std::min(parts.image_cached.value_or(0), cached), &image);
  cached -= image_cached;
  (*tokens)[kCacheRead] = Take(cached, &text);
  cached -= (*tokens)[kCacheRead];
  // More is cached than there is text: the rest can only be audio or images.
  const int64_t more_audio = Take(cached, &audio);
  audio_cached += more_audio;
  image_cached += Take(cached - more_audio, &image);
  (*tokens)[kCacheWrite1h] = Take(parts.written_1h, &text);
  (*tokens)[kCacheWrite5m] = Take(parts.written_5m, &text);
  (*tokens)[kAudioIn] = audio;
  (*tokens)[kImageIn] = image;
  (*tokens)[kFresh] = text;
}

}  // namespace farthing::model
