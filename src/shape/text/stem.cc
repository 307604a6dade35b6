#include "shape/text/stem.h"

#include <string_view>

namespace farthing::shape {
namespace {

constexpr size_t kShortest = 4;

constexpr bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

constexpr bool HasVowel(std::string_view text) {
  for (const char c : text) {
    if (IsVowel(c)) return true;
  }
  return false;
}

// Where the part begins that endings are taken from: after the first consonant behind a vowel.
size_t RegionOf(std::string_view word) {
  size_t at = 0;
  while (at < word.size() && !IsVowel(word[at])) ++at;
  while (at < word.size() && IsVowel(word[at])) ++at;
  return at + 1;
}

// A vowel between two consonants at the end, and that is all: hop, but not hopp or hoop.
bool EndsShort(std::string_view word) {
  const size_t size = word.size();
  if (size == 2) return IsVowel(word[0]) && !IsVowel(word[1]);
  if (size < 3 || RegionOf(word) < size) return false;
  const char last = word[size - 1];
  return !IsVowel(word[size - 3]) && IsVowel(word[size - 2]) && !IsVowel(last) && last != 'w' &&
         last != 'x';
}

class Stemmer {
 public:
  explicit Stemmer(std::span<char> word) : word_(word), size_(word.size()) {}

  size_t Run() {
    CutPlural();
    CutVerb();
    CutAdverb();
    if (size_ > 2 && word_[size_ - 1] == 'y' && !IsVowel(word_[size_ - 2])) word_[size_ - 1] = 'i';
    if (Ends("e") && size_ > 4) Cut(1);
    return size_;
  }

 private:
  std::string_view Text() const { return {word_.data(), size_}; }
  bool Ends(std::string_view ending) const { return Text().ends_with(ending); }
  void Cut(size_t count) { size_ -= count; }

  void CutPlural() {
    if (!Ends("s") || Ends("ss") || Ends("us") || Ends("is")) return;
    if (Ends("sses") || Ends("xes") || Ends("ches") || Ends("shes")) return Cut(2);
    if (Ends("ies")) return Cut(size_ > 4 ? 2 : 1);
    if (HasVowel(Text().substr(0, size_ - 2))) Cut(1);
  }

  void CutVerb() {
    const size_t ending = Ends("ing") ? 3 : Ends("ed") && !Ends("eed") ? 2 : 0;
    if (ending == 0 || !HasVowel(Text().substr(0, size_ - ending)) || size_ - ending < 2) return;
    Cut(ending);
    const char last = word_[size_ - 1];
    const bool doubled = size_ > 3 && last == word_[size_ - 2] && !IsVowel(last);
    if (doubled && last != 'l' && last != 's' && last != 'z' && last != 'f') return Cut(1);
    // Room for the letter is where the ending was.
    if (EndsShort(Text())) word_[size_++] = 'e';
  }

  void CutAdverb() {
    if (Ends("ly") && size_ > 5 && !IsVowel(word_[size_ - 3])) Cut(2);
  }

  std::span<char> word_;
  size_t size_;
};

}  // namespace

size_t Stem(std::span<char> word) {
  return word.size() < kShortest ? word.size() : Stemmer(word).Run();
}

}  // namespace farthing::shape
