#include "model/usage.h"

#include <algorithm>
#include <array>
#include <charconv>
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

// What a member's name tells of the family of its usage object.
enum Family : uint8_t {
  kGeminiNames = 1,
  kBedrockNames = 2,
  kAnthropicNames = 4,
  kChatNames = 8,
  kResponsesNames = 16,
  kBareNames = 32,  // of several
};

struct TellingName {
  std::string_view name;
  Family family;
  bool is_count = true;
};

constexpr TellingName kTellingNames[] = {
    {"prompt_tokens", kChatNames},
    {"completion_tokens", kChatNames},
    {"prompt_tokens_details", kChatNames, false},
    {"billed_units", kChatNames, false},
    {"input_tokens", kBareNames},
    {"output_tokens", kBareNames},
    {"cache_creation_input_tokens", kAnthropicNames},
    {"cache_read_input_tokens", kAnthropicNames},
    {"cache_creation", kAnthropicNames, false},
    {"server_tool_use", kAnthropicNames, false},
    {"input_tokens_details", kResponsesNames, false},
    {"input_token_details", kResponsesNames, false},
    {"output_token_details", kResponsesNames, false},
    {"total_tokens", kResponsesNames},
    {"promptTokenCount", kGeminiNames},
    {"candidatesTokenCount", kGeminiNames},
    {"totalTokenCount", kGeminiNames},
    {"thoughtsTokenCount", kGeminiNames},
    {"responseTokenCount", kGeminiNames},
    {"prompt_token_count", kGeminiNames},
    {"total_token_count", kGeminiNames},
    {"candidates_token_count", kGeminiNames},
    {"thoughts_token_count", kGeminiNames},
    {"inputTokens", kBedrockNames},
    {"outputTokens", kBedrockNames},
    {"totalTokens", kBedrockNames},
    {"cacheReadInputTokens", kBedrockNames},
    {"inputTokenCount", kBedrockNames},
    {"outputTokenCount", kBedrockNames},
};

std::optional<int64_t> CountIn(std::string_view digits) {
  int64_t count = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, count);
  if (error != std::errc() || at != end || count < 0) return std::nullopt;
  return std::min(count, kMostTokens);
}

bool IsCount(json::Value value) {
  if (value.is_string()) return CountIn(value.string()).has_value();
  return value.is_number() && !value.raw().starts_with('-');
}

// What the names of a usage object's members tell.
struct Told {
  unsigned families = 0;         // that they belong to, as bits
  std::string_view wrong_count;  // one whose value is none
};

Told ToldBy(json::Value usage) {
  Told told;
  if (!usage.is_object()) return told;
  for (const json::Value member : usage) {
    if (member.is_null()) continue;
    const std::string_view key = member.key();
    for (const TellingName& telling : kTellingNames) {
      if (telling.name != key) continue;
      told.families |= telling.family;
      if (telling.is_count && !IsCount(member)) told.wrong_count = telling.name;
    }
  }
  return told;
}

bool HasCounts(UsageFormat format, unsigned families) {
  switch (format) {
    case UsageFormat::kOpenAI:
    case UsageFormat::kOpenAIResponses:
      return (families & (kChatNames | kResponsesNames | kBareNames)) != 0;
    case UsageFormat::kAnthropic:
      return (families & (kBareNames | kAnthropicNames)) != 0;
    case UsageFormat::kGemini:
      return (families & kGeminiNames) != 0;
    case UsageFormat::kBedrock:
      return (families & kBedrockNames) != 0;
  }
  return false;
}

UsageFormat FormatOfProvider(std::string_view provider) {
  if (provider == "anthropic") return UsageFormat::kAnthropic;
  if (provider == "gemini" || provider == "vertex") return UsageFormat::kGemini;
  if (provider == "bedrock") return UsageFormat::kBedrock;
  return UsageFormat::kOpenAI;
}

UsageFormat FormatOfFamilies(std::string_view provider, unsigned families) {
  if (families & kGeminiNames) return UsageFormat::kGemini;
  if (families & kBedrockNames) return UsageFormat::kBedrock;
  if (families & kChatNames) return UsageFormat::kOpenAI;
  if (families & kAnthropicNames) return UsageFormat::kAnthropic;
  if (families & kResponsesNames) return UsageFormat::kOpenAIResponses;
  const UsageFormat usual = FormatOfProvider(provider);
  // Claude has Anthropic's names on Bedrock and Vertex too.
  const bool is_bare = (families & kBareNames) != 0 && !HasCounts(usual, families);
  return is_bare ? UsageFormat::kAnthropic : usual;
}

Result<Usage> ReadFound(UsageFormat format, const FoundUsage& found, const Told& told,
                        std::string_view model) {
  if (!HasCounts(format, told.families)) {
    return Fail(
        Error::InvalidRequest("there are no token counts of the format " +
                              std::string(kFormatNames[static_cast<size_t>(format)]) +
                              "; give the provider's usage object, or an answer that holds it"));
  }
  if (!told.wrong_count.empty()) {
    return Fail(Error::InvalidRequest(
        std::string(told.wrong_count) +
        " is no count of tokens; give the number that the provider's answer has there"));
  }
  switch (format) {
    case UsageFormat::kAnthropic:
      return ReadAnthropicUsage(found.usage, found.answer);
    case UsageFormat::kGemini:
      return ReadGeminiUsage(found.usage, found.answer);
    case UsageFormat::kBedrock:
      return ReadBedrockUsage(found.usage, found.answer);
    case UsageFormat::kOpenAI:
    case UsageFormat::kOpenAIResponses:
      break;
  }
  return ReadOpenAIUsage(found.usage, found.answer, model);
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
  if (const FoundUsage found = FindIn(value); found.usage) return found;  // nearly always
  const json::Value response = value.Find("response");
  const json::Value places[] = {response,
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
  return FormatOfFamilies(provider, ToldBy(FindUsage(value).usage).families);
}

Result<Usage> ReadUsage(UsageFormat format, json::Value value, std::string_view model) {
  const FoundUsage found = FindUsage(value);
  return ReadFound(format, found, ToldBy(found.usage), model);
}

Result<Usage> ReadUsageOf(std::string_view provider, json::Value value) {
  const FoundUsage found = FindUsage(value);
  const Told told = ToldBy(found.usage);
  return ReadFound(FormatOfFamilies(provider, told.families), found, told, {});
}

int64_t Count(json::Value value) {
  if (value.is_string()) return CountIn(value.string()).value_or(0);
  const double number = value.number().value_or(0);
  if (!(number > 0)) return 0;
  const auto whole = static_cast<int64_t>(std::min(number, static_cast<double>(kMostTokens)));
  return std::min(value.integer().value_or(whole), kMostTokens);
}

json::Value FindAny(json::Value object, std::initializer_list<std::string_view> keys) {
  json::Value found;
  size_t place = keys.size();
  if (!object.is_object()) return found;
  for (const json::Value member : object) {
    const std::string_view key = member.key();
    for (size_t i = 0; i < place; ++i) {
      if (keys.begin()[i] != key) continue;
      if (!member.is_null()) {
        found = member;
        place = i;
      }
      break;
    }
  }
  return found;
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
