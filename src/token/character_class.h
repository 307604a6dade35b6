#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farthing::token {

// What the splitters tell characters apart by: Unicode 16.0.0's general categories, as tiktoken's
// regular expressions have them, grouped. Marks of a set are 1 << class.
enum class CharacterClass : uint8_t {
  kOther,    // neither letter, mark, number nor white space
  kUpper,    // Lu, Lt
  kLower,    // Ll
  kLetter,   // Lm, Lo
  kMark,     // M
  kNumber,   // N
  kSpace,    // White_Space except the next
  kNewline,  // \r, \n
};

using ClassSet = uint8_t;

constexpr ClassSet SetOf(CharacterClass one) {
  return static_cast<ClassSet>(1u << static_cast<unsigned>(one));
}
template <typename... Rest>
constexpr ClassSet SetOf(CharacterClass one, Rest... rest) {
  return SetOf(one) | SetOf(rest...);
}
constexpr bool Holds(ClassSet set, CharacterClass one) { return (set & SetOf(one)) != 0; }

inline constexpr ClassSet kLetters =
    SetOf(CharacterClass::kUpper, CharacterClass::kLower, CharacterClass::kLetter);
inline constexpr ClassSet kWhiteSpace = SetOf(CharacterClass::kSpace, CharacterClass::kNewline);
inline constexpr ClassSet kNumbers = SetOf(CharacterClass::kNumber);
// [^\s\p{L}\p{N}]
inline constexpr ClassSet kSymbols = SetOf(CharacterClass::kOther, CharacterClass::kMark);

// The prepared table: a number for each block of 128 characters, then the blocks that differ.
inline constexpr uint32_t kClassBlock = 128;
inline constexpr uint32_t kClassBlocks = 0x110000 / kClassBlock;

// Built from `categories`, lines of "FIRST LAST CATEGORY" in hexadecimal
// (data/general_category.txt). Empty when a line is none.
std::string BuildClassTable(std::string_view categories);

// The table that is built into the program.
extern "C" const uint8_t farthing_character_classes[];

// Of characters below 128, whose block is the first.
inline CharacterClass AsciiClass(uint8_t ascii) {
  return static_cast<CharacterClass>(farthing_character_classes[kClassBlocks + ascii]);
}

inline CharacterClass ClassOf(uint32_t code_point) {
  const uint32_t block = farthing_character_classes[code_point / kClassBlock];
  return static_cast<CharacterClass>(
      farthing_character_classes[kClassBlocks + block * kClassBlock + code_point % kClassBlock]);
}

struct Character {
  CharacterClass kind;
  uint8_t size;  // in bytes
};

// REQUIRES: `at` begins a character of valid UTF-8.
inline Character CharacterAt(const char* at) {
  const auto byte = [at](int i) { return static_cast<uint32_t>(static_cast<uint8_t>(at[i])); };
  const uint32_t first = byte(0);
  if (first < 0x80) return {AsciiClass(static_cast<uint8_t>(first)), 1};
  if (first < 0xE0) return {ClassOf((first & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  const uint32_t second = (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  if (first < 0xF0) return {ClassOf((first & 0x0F) << 12 | second), 3};
  return {ClassOf((first & 0x07) << 18 | second << 6 | (byte(3) & 0x3F)), 4};
}

// The end of the characters of `set` that [at, end) begins with.
inline const char* SkipClass(const char* at, const char* end, ClassSet set) {
  while (at < end) {
    const Character character = CharacterAt(at);
    if (!Holds(set, character.kind)) break;
    at += character.size;
  }
  return at;
}

}  // namespace farthing::token
