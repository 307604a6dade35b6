#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "token/hf/code_point.h"

namespace farthing::token {

// Properties of characters as `tokenizers` has them.

bool IsWhiteSpace(uint32_t character);      // White_Space
bool IsControl(uint32_t character);         // general category C, but for what is not assigned
bool IsPunctuation(uint32_t character);     // P, and ASCII's symbols
bool IsNumber(uint32_t character);          // N
bool IsNonspacingMark(uint32_t character);  // Mn
bool IsMark(uint32_t character);            // M
bool IsWordCharacter(uint32_t character);   // L, M, Nd, Nl, Pc and joiners
bool IsIdeograph(uint32_t character);       // what BERT puts blanks around

// Appends the character's small letters: two in one case.
void AppendLowerCase(uint32_t character, std::string* out);

enum class NormalForm { kC, kD, kKC, kKD };

// Appends the text in a normal form. REQUIRES: valid UTF-8.
void AppendNormalForm(NormalForm form, std::string_view text, std::string* out);

template <typename Take>
void EachCharacter(std::string_view text, Take take) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint character = CodePointAt(text.data() + at);
    take(character.value, text.substr(at, character.size));
    at += character.size;
  }
}

}  // namespace farthing::token
