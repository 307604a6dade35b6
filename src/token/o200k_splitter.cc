#include "token/split_runs.h"
#include "token/splitters.h"

namespace farthing::token {
namespace {

constexpr ClassSet kBoth = SetOf(CharacterClass::kLetter, CharacterClass::kMark);
constexpr ClassSet kUpperPart = kBoth | SetOf(CharacterClass::kUpper);
constexpr ClassSet kLowerPart = kBoth | SetOf(CharacterClass::kLower);

// A word as the first two alternatives have it, [upper part]*[lower part]+ and [upper part]+[lower
// part]*, without what may stand before it and after it.
struct Word {
  const char* first;   // the first alternative's end, nullptr: it does not match
  const char* second;  // the second's where the first has none: the end of the capitals
};

Word FindWord(const char* at, const char* end) {
  const char* behind_both = nullptr;
  while (at < end) {
    const Character character = CharacterAt(at);
    if (!Holds(kUpperPart, character.kind)) break;
    at += character.size;
    if (Holds(kBoth, character.kind)) behind_both = at;
  }
  const char* const lower_end = SkipClass(at, end, kLowerPart);
  // Without a small letter behind it the upper part gives back as far as its last character that
  // the lower part takes as well.
  return {lower_end != at ? lower_end : behind_both, at};
}

// The end of the piece by the first two alternatives; nullptr: neither matches.
const char* EndOfWord(const char* at, const Character& first, const char* end) {
  const char* const rest = at + first.size;
  if (Holds(kLetters, first.kind)) {
    const Word word = FindWord(at, end);
    return word.first != nullptr ? word.first : word.second;
  }
  if (first.kind == CharacterClass::kNumber || first.kind == CharacterClass::kNewline) {
    return nullptr;
  }
  const Word word = FindWord(rest, end);
  if (word.first != nullptr) return word.first;
  if (first.kind == CharacterClass::kMark) return rest;
  return word.second != rest ? word.second : nullptr;
}

//  ?[^\s\p{L}\p{N}]+[\r\n/]*
const char* EndOfSymbols(const char* at, const char* end) {
  at = SkipClass(at, end, kSymbols);
  while (at < end && (*at == '\r' || *at == '\n' || *at == '/')) ++at;
  return at;
}

const char* EndBehindWord(const char* at, const Character& first, const char* end) {
  const char* const rest = at + first.size;
  if (Holds(kSymbols, first.kind)) return EndOfSymbols(rest, end);
  if (*at == ' ' && rest < end && Holds(kSymbols, CharacterAt(rest).kind)) {
    return EndOfSymbols(rest, end);
  }
  return EndOfLinesOrBlanks(at, end);
}

}  // namespace

const char* O200kSplitter::AnyPieceEnd(const char* at, const char* end) {
  const Character first = CharacterAt(at);
  if (first.kind == CharacterClass::kNumber) return SkipThreeNumbers(at, end);
  if (const char* word = EndOfWord(at, first, end); word != nullptr) {
    return SkipContraction(word, end, Case::kIgnored);
  }
  return EndBehindWord(at, first, end);
}

const char* TekkenSplitter::AnyPieceEnd(const char* at, const char* end) {
  const Character first = CharacterAt(at);
  if (first.kind == CharacterClass::kNumber) return at + first.size;
  const char* const word = EndOfWord(at, first, end);
  return word != nullptr ? word : EndBehindWord(at, first, end);
}

}  // namespace farthing::token
