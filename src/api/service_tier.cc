#include "api/service_tier.h"

namespace farthing::api {

std::string_view OpenAITierOf(std::string_view anthropic_tier) {
  if (anthropic_tier == "standard") return "default";
  return anthropic_tier == "priority" ? anthropic_tier : std::string_view();
}

std::string_view AnthropicTierOf(std::string_view openai_tier) {
  if (openai_tier == "default") return "standard";
  return openai_tier == "priority" ? openai_tier : std::string_view();
}

}  // namespace farthing::api
