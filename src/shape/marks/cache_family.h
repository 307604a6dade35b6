#pragma once

#include <cstdint>
#include <string_view>

namespace farthing::shape {

// How a model's prompt cache is asked for.
enum class CacheFamily : uint8_t {
  kNone,      // not at all, or in no way known here
  kMarks,     // Anthropic: cache_control on blocks
  kKey,       // OpenAI up to GPT-5.5: by itself; prompt_cache_key brings what belongs together
  kKeyMarks,  // OpenAI from GPT-5.6 on: the same, and prompt_cache_breakpoint on parts
};

struct ModelCache {
  CacheFamily family = CacheFamily::kNone;
  int64_t least_tokens = 1024;  // shorter prefixes are not cached
};

// `model` as Anthropic calls it ("claude-sonnet-5", with a date or not). Where the provider's pages
// and those of others differ, the higher minimum. Source: Anthropic's page on prompt caching,
// LiteLLM's of October 2026.
ModelCache AnthropicCacheOf(std::string_view model);

// `model` as OpenAI calls it. Source: OpenAI's guide to prompt caching, June 2026.
ModelCache OpenAICacheOf(std::string_view model);

}  // namespace farthing::shape
