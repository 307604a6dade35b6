#include "token/split_runs.h"
#include "token/splitters.h"

namespace farthing::token {

const char* Gpt2Splitter::AnyPieceEnd(const char* at, const char* end) {
  if (const char* contraction = SkipContraction(at, end, Case::kExact); contraction != at) {
    return contraction;
  }
  const char* const word = *at == ' ' && end - at > 1 ? at + 1 : at;
  const Character first = CharacterAt(word);
  for (const ClassSet set : {kLetters, kNumbers, kSymbols}) {
    if (Holds(set, first.kind)) return SkipClass(word + first.size, end, set);
  }
  return EndOfBlanks(at, SkipClass(at, end, kWhiteSpace), end);
}

}  // namespace farthing::token
