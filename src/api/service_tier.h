#pragma once

#include <string_view>

namespace farthing::api {

// The service that an answer was given, from one dialect's word to the other's; for answers and
// streams alike. Empty where the other dialect has no word for it.
std::string_view OpenAITierOf(std::string_view anthropic_tier);
std::string_view AnthropicTierOf(std::string_view openai_tier);

}  // namespace farthing::api
