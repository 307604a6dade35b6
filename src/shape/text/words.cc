#include "shape/text/words.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/utf8.h"
#include "embed/character_table.h"
#include "shape/text/stem.h"
#include "shape/text/stop_words.h"

namespace farthing::shape {
namespace {

constexpr size_t kMaxWord = 64;      // bytes of a word's normal form that tell it from others
constexpr size_t kKnownLetters = 5;  // of a word in another alphabet than Latin
constexpr char32_t kFirstNotLatin = 0x370;

// What a byte is inside a word.
enum Class : uint8_t { kOther, kLower, kUpper, kDigit, kQuote, kForeign };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> classes = {};
  for (size_t c = 'a'; c <= 'z'; ++c) classes[c] = kLower;
  for (size_t c = 'A'; c <= 'Z'; ++c) classes[c] = kUpper;
  for (size_t c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (size_t c = 0x80; c < 0x100; ++c) classes[c] = kForeign;
  classes['\''] = kQuote;
  return classes;
}();

constexpr Class ClassOf(char c) { return kClasses[static_cast<uint8_t>(c)]; }

// REQUIRES: bytes are one well-formed character.
char32_t CodeOf(std::string_view bytes) {
  const auto first = static_cast<uint8_t>(bytes[0]);
  char32_t code = first & (0xff >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) code = code << 6 | (static_cast<uint8_t>(c) & 0x3f);
  return code;
}

bool IsUnspaced(char32_t code) {
  return (code >= 0x0e00 && code <= 0x0eff) || (code >= 0x1000 && code <= 0x109f) ||
         (code >= 0x1780 && code <= 0x17ff) || (code >= 0x3041 && code <= 0x30ff) ||
         (code >= 0x31f0 && code <= 0x31ff) || (code >= 0x3400 && code <= 0x9fff) ||
         (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
         (code >= 0x20000 && code <= 0x3ffff);
}

Term HashOf(std::string_view text) {
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619;
  return hash ^ hash >> 15;
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<Word>* words) : text_(text), words_(*words) {}

  void Run() {
    while (at_ < text_.size()) {
      switch (const char c = text_[at_]; ClassOf(c)) {
        case kLower:
          Add(c), ++at_;
          break;
        case kUpper:
          AddCapital(c);
          break;
        case kDigit:
          AddDigit(c);
          break;
        case kQuote:
          ReadQuote(1);
          break;
        case kForeign:
          ReadForeign();
          break;
        case kOther:
          ReadOther(c);
          break;
      }
    }
    EndRun();
    EndWord();
  }

 private:
  void Start() {
    EndRun();
    if (characters_ == 0) begin_ = at_;
  }
  void Add(char c) {
    Start();
    ++characters_;
    if (size_ < kMaxWord) form_[size_++] = c;
  }
  void AddCapital(char c) {
    (characters_ == 0 ? starts_capital_ : has_mark_) = true;
    Add(static_cast<char>(c - 'A' + 'a'));
    ++at_;
  }
  void AddDigit(char c) {
    if (characters_ == digits_) {
      ++digits_;
    } else {
      has_mark_ = true;
    }
    Add(c);
    ++at_;
  }

  // don't is dont, Anna's is Anna, l'avion is avion; else a quote is between words.
  void ReadQuote(size_t bytes) {
    EndRun();
    const std::string_view rest = text_.substr(at_ + bytes);
    const bool joins = characters_ != 0 && !rest.empty() &&
                       (ClassOf(rest[0]) == kLower || ClassOf(rest[0]) == kUpper) &&
                       (characters_ > 1 || form_[0] == 'i');
    const bool owns = joins && (rest[0] == 's' || rest[0] == 'S') &&
                      (rest.size() == 1 || ClassOf(rest[1]) == kOther) &&
                      !IsStopWord({form_, size_});
    if (!joins || owns) EndWord();
    at_ += bytes + (owns ? 1 : 0);
  }

  void ReadOther(char c) {
    EndRun();
    if (characters_ != 0 && digits_ == characters_ && at_ + 1 < text_.size() &&
        ClassOf(text_[at_ + 1]) == kDigit && JoinsFigures(c)) {
      if (c == '.') Add('.'), ++digits_, has_point_ = true;
      ++at_;
      return;
    }
    EndWord();
    if (c == '.' || c == '!' || c == '?' || c == '\n' || c == ':') in_sentence_ = false;
    ++at_;
  }

  // 3.14, and the comma of 1,000 that has three figures behind it.
  bool JoinsFigures(char c) const {
    if (c == '.') return true;
    if (c != ',' || at_ + 3 >= text_.size()) return false;
    for (size_t i = 1; i <= 3; ++i) {
      if (ClassOf(text_[at_ + i]) != kDigit) return false;
    }
    return at_ + 4 == text_.size() || ClassOf(text_[at_ + 4]) != kDigit;
  }

  void ReadForeign() {
    const std::string_view rest = text_.substr(at_);
    const size_t size = Utf8CharacterSize(rest);
    if (size == 0) {
      EndRun();
      EndWord();
      ++at_;
      return;
    }
    const std::string_view bytes = rest.substr(0, size);
    const char32_t code = CodeOf(bytes);
    if (code == 0x2019) return ReadQuote(size);
    if (IsUnspaced(code)) return ReadUnspaced(bytes);
    EndRun();
    char room[9];
    const embed::Character character = characters_of_.Find(code, bytes, room);
    if (character.kind == embed::CharacterKind::kLetter) {
      AddLetter(code, bytes, character.text);
    } else if (character.kind != embed::CharacterKind::kDropped) {
      EndWord();
    }
    at_ += size;
  }

  void AddLetter(char32_t code, std::string_view bytes, std::string_view form) {
    Start();
    if (characters_ == 0) starts_capital_ = bytes != form && code >= kFirstNotLatin;
    ++characters_;
    if (code >= kFirstNotLatin && ++other_letters_ > kKnownLetters) return;
    if (size_ + form.size() > kMaxWord) return;
    std::memcpy(form_ + size_, form.data(), form.size());
    size_ += form.size();
    is_ascii_ = is_ascii_ && form.size() == 1;
  }

  void ReadUnspaced(std::string_view bytes) {
    EndWord();
    if (!run_.empty()) Emit(HashOf({run_.data(), run_.size() + bytes.size()}), run_, bytes.size());
    run_is_single_ = run_.empty();
    run_ = bytes;
    at_ += bytes.size();
  }

  void Emit(Term term, std::string_view first, size_t more) {
    const auto begin = static_cast<uint32_t>(first.data() - text_.data());
    words_.push_back(
        {term, WordKind::kPlain, begin, static_cast<uint32_t>(begin + first.size() + more)});
  }

  // A character that stands alone is a word.
  void EndRun() {
    if (run_.empty()) return;
    if (run_is_single_) Emit(HashOf(run_), run_, 0);
    run_ = {};
  }

  void EndWord() {
    if (characters_ == 0) return;
    const WordKind kind = KindOf();
    std::string_view form(form_, size_);
    if (kind == WordKind::kNumber) {
      form = NumberOf(form);
    } else if (is_ascii_ && kind != WordKind::kStop && digits_ == 0) {
      form = form.substr(0, Stem({form_, size_}));
    }
    words_.push_back(
        {HashOf(form), kind, static_cast<uint32_t>(begin_), static_cast<uint32_t>(at_)});
    size_ = characters_ = digits_ = other_letters_ = 0;
    starts_capital_ = has_mark_ = has_point_ = false;
    is_ascii_ = in_sentence_ = true;
  }

  WordKind KindOf() const {
    const std::string_view form(form_, size_);
    if (digits_ == characters_) return WordKind::kNumber;
    if (digits_ + 2 == characters_ && IsOrdinal(form)) return WordKind::kNumber;
    if (is_ascii_ && IsStopWord(form)) return WordKind::kStop;
    return has_mark_ || digits_ != 0 || (starts_capital_ && in_sentence_) ? WordKind::kName
                                                                          : WordKind::kPlain;
  }

  static bool IsOrdinal(std::string_view form) {
    return form.ends_with("st") || form.ends_with("nd") || form.ends_with("rd") ||
           form.ends_with("th");
  }

  std::string_view NumberOf(std::string_view form) const {
    if (digits_ + 2 == characters_) form.remove_suffix(2);
    while (!has_point_ && form.size() > 1 && form[0] == '0') form.remove_prefix(1);
    return form;
  }

  const std::string_view text_;
  std::vector<Word>& words_;
  const embed::CharacterTable characters_of_ = embed::ShippedCharacters();
  size_t at_ = 0;

  // The word that is being read.
  char form_[kMaxWord];
  size_t size_ = 0;
  size_t begin_ = 0;
  size_t characters_ = 0;  // 0: none is
  size_t digits_ = 0;      // at its front
  size_t other_letters_ = 0;
  bool starts_capital_ = false;
  bool has_mark_ = false;  // a capital or a digit that is not at its front
  bool has_point_ = false;
  bool is_ascii_ = true;
  bool in_sentence_ = false;

  std::string_view run_;  // the last character, of a script without spaces
  bool run_is_single_ = false;
};

}  // namespace

void ReadWords(std::string_view text, std::vector<Word>* words) { Reader(text, words).Run(); }

}  // namespace farthing::shape
