#include "config/presets.h"

#include <algorithm>

namespace farthing::config {
namespace {

using enum KeyHeader;

constexpr auto kNoReasoning = api::ReasoningHistory::kNone;

// Groq, Cerebras and xAI: OpenAI's fields, each of them alone.
constexpr api::OpenAITraits kCloseToOpenAI = {.max_completion_tokens = true,
                                              .takes_top_k = false,
                                              .takes_call_extras = false,
                                              .reasoning_history = kNoReasoning};

constexpr Preset kPresets[] = {
    {.name = "openai",
     .base_url = "https://api.openai.com/v1",
     .key_variable = "OPENAI_API_KEY",
     .openai = api::kOpenAIItself},
    {.name = "anthropic",
     .dialect = api::Dialect::kAnthropic,
     .base_url = "https://api.anthropic.com",
     .key_variable = "ANTHROPIC_API_KEY",
     .key_header = kXApiKey,
     .has_count_tokens = true},
    {.name = "gemini",
     .base_url = "https://generativelanguage.googleapis.com/v1beta/openai",
     .key_variable = "GEMINI_API_KEY",
     .openai = {.takes_top_k = false, .takes_user = false, .reasoning_history = kNoReasoning}},
    {.name = "azure",
     .key_variable = "AZURE_OPENAI_API_KEY",
     .key_header = kApiKey,
     .path_shape = PathShape::kAzure,
     .openai = api::kOpenAIItself,
     .api_version = "2024-10-21"},
    {.name = "groq",
     .base_url = "https://api.groq.com/openai/v1",
     .key_variable = "GROQ_API_KEY",
     .openai = kCloseToOpenAI},
    {.name = "mistral",
     .base_url = "https://api.mistral.ai/v1",
     .key_variable = "MISTRAL_API_KEY",
     .openai = {.takes_include_usage = false,
                .takes_top_k = false,
                .takes_user = false,
                .takes_call_extras = false,
                .reasoning_history = kNoReasoning}},
    {.name = "deepseek",
     .base_url = "https://api.deepseek.com/v1",
     .key_variable = "DEEPSEEK_API_KEY"},
    {.name = "xai",
     .base_url = "https://api.x.ai/v1",
     .key_variable = "XAI_API_KEY",
     .openai = kCloseToOpenAI},
    {.name = "together",
     .base_url = "https://api.together.xyz/v1",
     .key_variable = "TOGETHER_API_KEY"},
    {.name = "fireworks",
     .base_url = "https://api.fireworks.ai/inference/v1",
     .key_variable = "FIREWORKS_API_KEY"},
    {.name = "openrouter",
     .base_url = "https://openrouter.ai/api/v1",
     .key_variable = "OPENROUTER_API_KEY"},
    {.name = "cerebras",
     .base_url = "https://api.cerebras.ai/v1",
     .key_variable = "CEREBRAS_API_KEY",
     .openai = kCloseToOpenAI},
    {.name = "vllm",
     .base_url = "http://127.0.0.1:8000/v1",
     .key_header = kNone,
     .local_port = 8000},
    {.name = "sglang",
     .base_url = "http://127.0.0.1:30000/v1",
     .key_header = kNone,
     .local_port = 30000},
    {.name = "ollama",
     .base_url = "http://127.0.0.1:11434/v1",
     .key_header = kNone,
     .local_port = 11434},
    {.name = "llamacpp",
     .base_url = "http://127.0.0.1:8080/v1",
     .key_header = kNone,
     .local_port = 8080},
    {.name = "sandbox", .key_header = kNone, .path_shape = PathShape::kInProcess},
};

}  // namespace

std::span<const Preset> Presets() { return kPresets; }

const Preset* FindPreset(std::string_view name) {
  const auto* found = std::ranges::find(kPresets, name, &Preset::name);
  return found == std::end(kPresets) ? nullptr : found;
}

}  // namespace farthing::config
