#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "json/document.h"

namespace farthing::shape {

// How hard the model is asked to think, where that is more than allowed: a request with
// - reasoning_effort (OpenAI's chats), reasoning.effort (its responses) and output_config.effort
//   (Anthropic's messages) lowered to `most`; Anthropic's least is low
// - thinking.budget_tokens lowered to the share of max_tokens that an effort stands for, and below
//   `most_output` where that is given; thinking switched off where less than 1,024 tokens remain
// Nullopt: nothing to change. What was changed is added to `warnings`. A model that is asked for no
// effort keeps its own. Pure.
std::optional<std::string> CapEffort(std::string_view body, json::Value request,
                                     std::optional<config::Effort> most,
                                     std::optional<int64_t> most_output,
                                     std::vector<std::string>* warnings);

}  // namespace farthing::shape
