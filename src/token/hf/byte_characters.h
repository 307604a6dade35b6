#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farthing::token {

// GPT-2's alphabet, in which the vocabulary of a byte-level model is written: a printable character
// for every byte (https://github.com/openai/gpt-2/blob/master/src/encoder.py).

uint32_t CharacterOfByte(uint8_t byte);

// Appends the bytes, each as its character.
void AppendByteCharacters(std::string_view bytes, std::string* out);

// Appends the bytes that the characters stand for; false, with `out` as it was, where one stands
// for none. REQUIRES: valid UTF-8.
bool AppendCharacterBytes(std::string_view characters, std::string* out);

}  // namespace farthing::token
