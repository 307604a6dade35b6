#pragma once

#include <cstdint>
#include <string_view>

namespace farthing::embed {

enum class CharacterKind : uint8_t {
  kLetter,   // part of a word
  kDropped,  // as if it were not there: controls, accents
  kSpace,    // between words
  kAlone,    // a word by itself: punctuation, Chinese characters
};

// What BERT's uncased normalizer and pre-tokenizer make of a character.
struct Character {
  CharacterKind kind = CharacterKind::kDropped;
  std::string_view text;  // lower-case, without accents; of letters and those alone
};

// The table of embedding/characters.bin, whose layout embedding/characters.py tells. Views the
// bytes, which stay alive as long as the table; any thread.
class CharacterTable {
 public:
  // REQUIRES: bytes of that file, at an even address.
  explicit CharacterTable(std::string_view bytes);

  // `code` is a scalar value and `bytes` its UTF-8. The text points into the table, into `bytes`
  // or, of a Hangul syllable, into `room`.
  Character Find(char32_t code, std::string_view bytes, char (&room)[9]) const;

 private:
  std::string_view block_of_;
  const uint16_t* entries_;
  const char* texts_;
};

// The table built into the program.
CharacterTable ShippedCharacters();

}  // namespace farthing::embed
