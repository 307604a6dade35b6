#pragma once

#include <optional>
#include <string_view>

#include "model/token_class.h"

namespace farthing::model {

// How many tokens a tokenizer's family makes of a text that o200k_base makes a thousand of, over
// texts of many kinds; nullopt where nobody has measured it. Sources: Claude up to 4.6 and from 4.7
// on, the factors that sammcj/ingest #65 fitted; Llama 3, 830 chunks of 2 kB of text and code.
std::optional<int64_t> TokensPerThousand(std::string_view family);

// Each class as a tokenizer of `to` tokens for every `from` would count it, rounded half up.
// REQUIRES: both above 0.
TokenCounts ConvertCounts(const TokenCounts& tokens, int64_t from, int64_t to);

}  // namespace farthing::model
