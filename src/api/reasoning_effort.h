#pragma once

#include <cstdint>
#include <string_view>

namespace farthing::api {

// The highest reasoning_effort that a model of OpenAI's dialect takes.
enum class MostEffort : uint8_t { kNone, kHigh, kXHigh, kMax };

// By the model's name: those known not to reason, or not to be told how much, take none; OpenAI's
// take xhigh from GPT-5.2 on and max from GPT-5.6 on; all others are taken to know high. Pure.
MostEffort MostEffortOf(std::string_view openai_model);

}  // namespace farthing::api
