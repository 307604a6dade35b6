#pragma once

#include <cstdint>

namespace farthing::api {

// As what a server takes an earlier turn's reasoning back.
enum class ReasoningHistory : uint8_t {
  kNone,    // refuses it
  kText,    // reasoning_content
  kBlocks,  // the same, and thinking_blocks with their signatures
};

// What differs among providers that speak OpenAI's dialect. The defaults are those of a server that
// passes over what it does not know.
struct OpenAITraits {
  bool is_openai = false;              // OpenAI itself (or Azure): its bounds, its service tiers
  bool max_completion_tokens = false;  // the field's name; else max_tokens
  bool takes_include_usage = true;     // stream_options.include_usage; else usage comes unasked
  bool takes_top_k = true;
  bool takes_user = true;
  bool takes_call_extras = true;  // extra_content of a tool call: Gemini's thought signatures
  ReasoningHistory reasoning_history = ReasoningHistory::kText;
};

inline constexpr OpenAITraits kOpenAIItself = {.is_openai = true,
                                               .max_completion_tokens = true,
                                               .takes_top_k = false,
                                               .takes_call_extras = false,
                                               .reasoning_history = ReasoningHistory::kNone};

}  // namespace farthing::api
