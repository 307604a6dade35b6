#include "token/split_runs.h"

namespace farthing::token {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace

const char* SkipContraction(const char* at, const char* end, Case letter_case) {
  if (end - at < 2 || *at != '\'') return at;
  const bool ignored = letter_case == Case::kIgnored;
  const char first = ignored ? Lower(at[1]) : at[1];
  if (first == 's' || first == 'd' || first == 'm' || first == 't') return at + 2;
  if (end - at < 3) return at;
  const char second = ignored ? Lower(at[2]) : at[2];
  if (first == 'l' && second == 'l') return at + 3;
  if ((first == 'v' || first == 'r') && second == 'e') return at + 3;
  if (ignored && first == '\xC5' && second == '\xBF') return at + 3;
  return at;
}

const char* SkipThreeNumbers(const char* at, const char* end) {
  for (int taken = 0; taken < 3 && at < end; ++taken) {
    const Character character = CharacterAt(at);
    if (character.kind != CharacterClass::kNumber) break;
    at += character.size;
  }
  return at;
}

const char* EndOfBlanks(const char* at, const char* run_end, const char* end) {
  if (run_end == end) return end;
  const char* last = run_end - 1;
  while ((static_cast<uint8_t>(*last) & 0xC0) == 0x80) --last;
  return last == at ? run_end : last;
}

const char* EndOfLinesOrBlanks(const char* at, const char* end) {
  const char* const run_end = SkipClass(at, end, kWhiteSpace);
  const char* const lines = BehindLastNewline(at, run_end);
  return lines != at ? lines : EndOfBlanks(at, run_end, end);
}

const char* BehindLastNewline(const char* at, const char* run_end) {
  while (run_end > at && run_end[-1] != '\n' && run_end[-1] != '\r') --run_end;
  return run_end;
}

}  // namespace farthing::token
