#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/document.h"
#include "model/token_class.h"

namespace farthing::model {

// The families of usage objects. They differ in names, and in what they count twice: OpenAI's and
// Gemini's input counts include what was cached, Anthropic's and Bedrock's exclude it; reasoning
// stands inside the output except at Gemini and xAI.
enum class UsageFormat : uint8_t {
  kOpenAI,  // chat, embeddings, realtime; DeepSeek, xAI, Mistral, vLLM, Perplexity, …
  kOpenAIResponses,
  kAnthropic,
  kGemini,
  kBedrock,  // Converse
};

// "openai", "openai-responses", "anthropic", "gemini", "bedrock"; nullopt for anything else.
std::optional<UsageFormat> ParseUsageFormat(std::string_view name);

// Something billed by the call, such as a web search. The name is that of the fee, static.
struct CallCount {
  std::string_view name;
  int64_t count = 0;
  friend bool operator==(const CallCount&, const CallCount&) = default;
};

// Tokens that another model than the answer's own produced (Anthropic's server-side fallback and
// advisor).
struct OtherPart {
  std::string model;  // as the provider names it
  TokenCounts tokens;
  friend bool operator==(const OtherPart&, const OtherPart&) = default;
};

// What one answer used, and what it says of how it was served.
struct Usage {
  TokenCounts tokens;            // a partition: the sum is the provider's own total
  std::vector<CallCount> calls;  // counts above 0, a name once
  std::vector<OtherPart> others;
  std::string model;           // as the answer names it; empty: it does not say
  std::string service_tier;    // as the provider words it; empty: it does not say
  std::string region;          // Anthropic's inference_geo
  std::string speed;           // Anthropic's: "fast"
  std::string search_context;  // Perplexity's: "low", "medium", "high"
};

// Reads a provider's usage object, or an answer or event that holds it (of a whole answer the tools
// that were called are counted too). `model` names the model where the answer does not. Numbers
// that contradict each other are cut so that the partition holds. An error where there are no token
// counts of that format, or one of them is no count: negative, or neither a number nor digits.
Result<Usage> ReadUsage(UsageFormat format, json::Value value, std::string_view model = {});

// The same in the format that FormatOf finds.
Result<Usage> ReadUsageOf(std::string_view provider, json::Value value);

// The format that the value has: told by its members where they are one family's alone, else what
// `provider` ("anthropic", "bedrock") speaks.
UsageFormat FormatOf(std::string_view provider, json::Value value);

}  // namespace farthing::model
