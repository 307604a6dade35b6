#include "embed/wordpiece.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "base/utf8.h"

namespace farthing::embed {
namespace {

constexpr size_t kMaxWordCharacters = 100;
constexpr size_t kMaxCharacterBytes = 4;

// Most of most texts: the lower-case letter or digit of a byte, 0 for every other byte.
constexpr std::array<char, 256> kPlain = [] {
  std::array<char, 256> plain = {};
  for (char c = '0'; c <= '9'; ++c) plain[static_cast<size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    plain[static_cast<size_t>(c)] = c;
    plain[static_cast<size_t>(c - 'a' + 'A')] = c;
  }
  return plain;
}();

// REQUIRES: bytes are one well-formed character.
char32_t CodeOf(std::string_view bytes) {
  const auto first = static_cast<uint8_t>(bytes[0]);
  if (bytes.size() == 1) return first;
  char32_t code = first & (0xff >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) code = code << 6 | (static_cast<uint8_t>(c) & 0x3f);
  return code;
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

}  // namespace

// Keeps the bytes of words that are not too long, and of those that are, counts only.
struct WordPiece::Word {
  char bytes[kMaxWordCharacters * kMaxCharacterBytes];
  size_t size = 0;
  size_t characters = 0;

  void Add(char plain) {
    if (++characters <= kMaxWordCharacters) bytes[size++] = plain;
  }
  void Add(std::string_view text) {
    characters += CountCharacters(text);
    if (characters > kMaxWordCharacters) return;
    std::memcpy(bytes + size, text.data(), text.size());
    size += text.size();
  }
};

WordPiece::WordPiece(CharacterTable characters, PieceTrie pieces, PieceId unknown)
    : characters_(characters), pieces_(pieces), continued_(pieces.Walk("##")), unknown_(unknown) {}

size_t WordPiece::Read(std::string_view* text, std::span<PieceId> ids) const {
  CHECK(ids.size() >= kMaxWordPieces);
  size_t count = 0;
  while (count + kMaxWordPieces <= ids.size()) {
    Word word;
    ReadWord(text, &word);
    if (word.characters == 0) break;
    count += Cut(word, ids.subspan(count));
  }
  return count;
}

void WordPiece::ReadWord(std::string_view* text, Word* word) const {
  while (!text->empty()) {
    if (const char plain = kPlain[static_cast<uint8_t>(text->front())]; plain != 0) {
      word->Add(plain);
      text->remove_prefix(1);
      continue;
    }
    const size_t size = Utf8CharacterSize(*text);
    const std::string_view bytes = text->substr(0, std::max<size_t>(size, 1));
    char room[9];
    Character character;
    if (size != 0) character = characters_.Find(CodeOf(bytes), bytes, room);
    const bool ends = word->characters != 0 && (character.kind == CharacterKind::kSpace ||
                                                character.kind == CharacterKind::kAlone);
    if (ends) return;
    text->remove_prefix(bytes.size());
    if (character.kind == CharacterKind::kLetter) word->Add(character.text);
    if (character.kind == CharacterKind::kAlone) return word->Add(character.text);
  }
}

size_t WordPiece::Cut(const Word& word, std::span<PieceId> ids) const {
  std::string_view rest(word.bytes, word.size);
  PieceTrie::Node from = PieceTrie::kRoot;
  size_t count = 0;
  while (word.characters <= kMaxWordCharacters) {
    const PieceTrie::Match match = pieces_.Longest(from, rest);
    if (match.length == 0) break;
    ids[count++] = match.piece;
    rest.remove_prefix(match.length);
    if (rest.empty()) return count;
    if (!continued_) break;
    from = *continued_;
  }
  ids[0] = unknown_;
  return 1;
}

}  // namespace farthing::embed
