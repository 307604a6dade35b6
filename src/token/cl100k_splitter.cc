#include "token/split_runs.h"
#include "token/splitters.h"

namespace farthing::token {
namespace {

// \s++$|\s*[\r\n]|\s+(?!\S)|\s
const char* EndOfWhiteSpace(const char* at, const char* end) {
  const char* const run_end = SkipClass(at, end, kWhiteSpace);
  if (run_end == end) return end;
  const char* const lines = BehindLastNewline(at, run_end);
  return lines != at ? lines : EndOfBlanks(at, run_end, end);
}

//  ?[^\s\p{L}\p{N}]++[\r\n]*+
const char* EndOfSymbols(const char* at, const char* end) {
  at = SkipClass(at, end, kSymbols);
  while (at < end && (*at == '\r' || *at == '\n')) ++at;
  return at;
}

// What differs between the expressions of this family.
enum class Numbers { kThree, kOne };
enum class Blanks { kCl100k, kLlama3 };

template <Numbers kNumbersRule, Blanks kBlanksRule>
const char* PieceEndOf(const char* at, const char* end) {
  if (const char* contraction = SkipContraction(at, end, Case::kIgnored); contraction != at) {
    return contraction;
  }
  const Character first = CharacterAt(at);
  const char* const rest = at + first.size;
  const auto end_of_blanks = [&] {
    return kBlanksRule == Blanks::kCl100k ? EndOfWhiteSpace(at, end) : EndOfLinesOrBlanks(at, end);
  };
  if (Holds(kLetters, first.kind)) return SkipClass(rest, end, kLetters);
  if (first.kind == CharacterClass::kNumber) {
    return kNumbersRule == Numbers::kThree ? SkipThreeNumbers(at, end) : rest;
  }
  if (first.kind == CharacterClass::kNewline) return end_of_blanks();
  if (const char* letters = SkipClass(rest, end, kLetters); letters != rest) return letters;
  if (Holds(kSymbols, first.kind)) return EndOfSymbols(rest, end);
  if (*at == ' ' && rest < end && Holds(kSymbols, CharacterAt(rest).kind)) {
    return EndOfSymbols(rest, end);
  }
  return end_of_blanks();
}

}  // namespace

const char* Cl100kSplitter::AnyPieceEnd(const char* at, const char* end) {
  return PieceEndOf<Numbers::kThree, Blanks::kCl100k>(at, end);
}

const char* Llama3Splitter::AnyPieceEnd(const char* at, const char* end) {
  return PieceEndOf<Numbers::kThree, Blanks::kLlama3>(at, end);
}

const char* QwenSplitter::AnyPieceEnd(const char* at, const char* end) {
  return PieceEndOf<Numbers::kOne, Blanks::kLlama3>(at, end);
}

}  // namespace farthing::token
