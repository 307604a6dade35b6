#pragma once

#include <cstdint>
#include <string>

namespace farthing::token {

// The encodings' tokens beside their vocabularies. A text never encodes to them.
enum class SpecialTokens : uint8_t { kO200k, kHarmony, kCl100k, kGpt2, kP50kEdit };

// Appends the token's text; false: the encoding has no such special token.
bool AppendSpecialToken(SpecialTokens of, uint32_t id, std::string* out);

}  // namespace farthing::token
