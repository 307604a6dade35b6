#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace farthing::model {

// Who makes models and sells them itself, in the order in which a bare name is looked up.
inline constexpr std::array<std::string_view, 14> kMakers = {
    "openai", "anthropic", "gemini",    "mistral",    "deepseek", "xai",     "cohere",
    "voyage", "moonshot",  "dashscope", "perplexity", "zai",      "minimax", "bedrock"};

// The names a model may stand under in the catalogue when its own is not there, the nearest first:
// without the path an API puts before it (an ARN, models/), without its date or version, on Bedrock
// under another region's prefix. REQUIRES: `full_name` is PROVIDER/NAME.
std::vector<std::string> LesserNames(std::string_view full_name);

// With ASCII letters in lower case.
std::string LowerCase(std::string_view name);

}  // namespace farthing::model
