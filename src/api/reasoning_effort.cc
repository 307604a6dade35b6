#include "api/reasoning_effort.h"

#include <algorithm>
#include <charconv>

namespace farthing::api {
namespace {

// Parts of names. Most of these answer 400 to the field.
constexpr std::string_view kWithout[] = {
    "gpt-3",      "gpt-4",   "chatgpt-",  "gpt-5-chat",       "o1-mini",     "o1-preview",
    "gemini-1",   "gemma",   "llama",     "kimi-k2-instruct", "qwen3-32b",   "mistral",
    "ministral",  "mixtral", "codestral", "devstral",         "pixtral",     "magistral",
    "gemini-2.0", "grok-2",  "grok-4-0",  "grok-4-1",         "grok-4-fast", "grok-code"};

// The number after `text`'s first `size` bytes; 0 when there is none.
int NumberAt(std::string_view text, size_t size) {
  int number = 0;
  text.remove_prefix(std::min(size, text.size()));
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

MostEffort OfGpt(std::string_view name) {
  constexpr std::string_view kFive = "gpt-5.";
  if (NumberAt(name, 4) > 5) return MostEffort::kMax;
  if (!name.starts_with(kFive)) return MostEffort::kHigh;
  const int minor = NumberAt(name, kFive.size());
  if (minor >= 6) return MostEffort::kMax;
  return minor >= 2 || name.find("codex-max") != name.npos ? MostEffort::kXHigh : MostEffort::kHigh;
}

}  // namespace

MostEffort MostEffortOf(std::string_view openai_model) {
  const auto has = [openai_model](std::string_view part) {
    return openai_model.find(part) != std::string_view::npos;
  };
  if (std::ranges::any_of(kWithout, has)) return MostEffort::kNone;
  const size_t gpt = openai_model.find("gpt-");
  return gpt == openai_model.npos ? MostEffort::kHigh : OfGpt(openai_model.substr(gpt));
}

}  // namespace farthing::api
