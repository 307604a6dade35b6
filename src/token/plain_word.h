#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "token/character_class.h"

namespace farthing::token {

// The splitters' short cut for most of most texts: words of ASCII letters, eight bytes a step.

enum class Letters { kCapital, kSmall, kAny };

// The high bit of each byte of `word` that is not such a letter of ASCII.
template <Letters kWhich>
inline uint64_t NotLetters(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHigh = 0x80 * kOnes;
  constexpr uint64_t kFirst = kWhich == Letters::kCapital ? 'A' : 'a';
  const uint64_t folded = kWhich == Letters::kAny ? word | 0x20 * kOnes : word;
  const uint64_t low = folded & ~kHigh;
  const uint64_t from_first = low + (0x80 - kFirst) * kOnes;
  const uint64_t behind_last = low + (0x80 - kFirst - 26) * kOnes;
  return (~from_first | behind_last | word) & kHigh;
}

inline uint64_t LoadWord(const char* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

template <Letters kWhich>
inline const char* SkipPlainLetters(const char* at, const char* end) {
  for (; end - at >= 8; at += 8) {
    const uint64_t others = NotLetters<kWhich>(LoadWord(at));
    if (others != 0) return at + std::countr_zero(others) / 8;
  }
  uint64_t rest = 0;  // whose zeros are no letters
  std::memcpy(&rest, at, static_cast<size_t>(end - at));
  return at + std::countr_zero(NotLetters<kWhich>(rest)) / 8;
}

inline bool IsAscii(char c) { return static_cast<uint8_t>(c) < 0x80; }

// The end of " ?[A-Za-z]+" that no letter beyond ASCII goes on; nullptr: there is none at `at`.
inline const char* PlainWordEnd(const char* at, const char* end) {
  const char* const word = *at == ' ' ? at + 1 : at;
  const char* const word_end = SkipPlainLetters<Letters::kAny>(word, end);
  return word_end != word && (word_end == end || IsAscii(*word_end)) ? word_end : nullptr;
}

// Where the letters of a word that begins at `at` do, if that is with ASCII: behind one character
// that is neither letter, number nor line end. nullptr: no word can begin here.
inline const char* PlainWordBegin(const char* at) {
  const auto first = static_cast<uint8_t>(*at);
  if (first >= 0x80) return nullptr;
  const CharacterClass kind = AsciiClass(first);
  if (kind == CharacterClass::kNumber || kind == CharacterClass::kNewline) return nullptr;
  return at + (Holds(kLetters, kind) ? 0 : 1);
}

// The end of "[^\r\n\p{L}\p{N}]?[A-Z]*[a-z]*" at `at`, of at least one letter, where the word ends
// with it: neither a contraction follows nor a character beyond ASCII. nullptr: look closer.
inline const char* CasedWordEnd(const char* at, const char* end) {
  const char* const word = PlainWordBegin(at);
  if (word == nullptr || end - word < 8) return nullptr;
  const uint64_t bytes = LoadWord(word);
  const uint64_t no_capitals = NotLetters<Letters::kCapital>(bytes);
  if (no_capitals == 0) return nullptr;
  // From the first byte on that is no capital.
  const uint64_t no_letters =
      NotLetters<Letters::kSmall>(bytes) & (0 - (no_capitals & (0 - no_capitals)));
  const char* const word_end = no_letters != 0 ? word + std::countr_zero(no_letters) / 8
                                               : SkipPlainLetters<Letters::kSmall>(word + 8, end);
  if (word_end == word) return nullptr;
  return word_end == end || (IsAscii(*word_end) && *word_end != '\'') ? word_end : nullptr;
}

}  // namespace farthing::token
