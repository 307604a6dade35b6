#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "token/encoder.h"

namespace farthing::token {

// Of what a token is made. Tokenizers that were learned from like texts agree on tokens of one
// class and differ on those of another: what tells one's count from another's.
enum class ContentClass : uint8_t {
  kTwoByteFragment,  // of a character
  kLongFragment,
  kLatin,  // letters with some beyond ASCII among them, by the first of these
  kCyrillic,
  kArabic,  // and what else is written from right to left
  kHangul,
  kKana,
  kHan,
  kIndic,  // and other scripts of Asia
  kOtherScript,
  kBlankLower,  // ASCII letters after a blank
  kBlankUpper,
  kBlankMixed,
  kMarkLower,  // after another sign
  kMarkUpper,
  kMarkMixed,
  kLower,
  kUpper,
  kMixed,
  kDigits,
  kLineBreak,
  kLineBreaks,  // with other blanks
  kBlank,
  kBlanks,
  kMark,
  kMarks,
  kSymbol,  // beyond ASCII
};
inline constexpr size_t kContentClasses = 27;

// The class of a token by its bytes.
ContentClass ClassOf(std::string_view token);

// The classes of all tokens of an encoding, by id. Some ten milliseconds for 200,000.
std::vector<ContentClass> ContentClassesOf(const Encoder& encoder);

}  // namespace farthing::token
