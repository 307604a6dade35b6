#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farthing {

// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);

// The bytes of the well-formed character `text` starts with; 0: it starts with none. REQUIRES: text
// is not empty.
size_t Utf8CharacterSize(std::string_view text);

// Appends `text` with each malformed byte replaced by U+FFFD.
void AppendLossyUtf8(std::string_view text, std::string* out);

// The longest prefix of at most `max_bytes` that does not end inside a character.
std::string_view Utf8Prefix(std::string_view text, size_t max_bytes);

}  // namespace farthing
