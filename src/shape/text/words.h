#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace farthing::shape {

// A word's normal form, hashed: equal for words that count as the same one. Two different words
// share a term once in four thousand million pairs, which a ranking survives.
using Term = uint32_t;

enum class WordKind : uint8_t {
  kPlain,
  kStop,    // so common that it says nothing of what a text is about
  kName,    // capitalised inside a sentence, or with capitals or digits inside: Anna, iPhone, A320
  kNumber,  // figures; 1,000 is 1000, and the 13th of 05/13 is 13
};

// A word and where it stands in its text, in bytes.
struct Word {
  Term term = 0;
  WordKind kind = WordKind::kPlain;
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Appends the words of a text in order: lower-case, without accents, English endings off (stem.h).
// Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese)
// give each two adjacent characters as a word; words of other alphabets than Latin are known by
// their first five letters (McNamee, Nicholas and Mayfield, Addressing morphological variation in
// alphabetic languages, SIGIR 2009). Malformed UTF-8 separates words. Some 10 ns a word; any
// thread. REQUIRES: less than 4 GiB.
void ReadWords(std::string_view text, std::vector<Word>* words);

// The term of two words in a row, for telling phrases.
constexpr Term PairOf(Term first, Term second) {
  return (first * 0x9e3779b1U ^ second) * 0x85ebca6bU;
}

}  // namespace farthing::shape
