#include "embed/character_table.h"

#include <cstring>

#include "base/check.h"

namespace farthing::embed {
namespace {

constexpr size_t kBlockSize = 256;
constexpr size_t kBlocks = 0x110000 / kBlockSize;

constexpr uint16_t kHangul = 4;
constexpr uint16_t kTexts = 8;

// Writes the three UTF-8 bytes of a conjoining letter, all of which lie in U+1100..U+11FF.
char* PutLetter(char32_t code, char* out) {
  *out++ = static_cast<char>(0xe0 | code >> 12);
  *out++ = static_cast<char>(0x80 | (code >> 6 & 0x3f));
  *out++ = static_cast<char>(0x80 | (code & 0x3f));
  return out;
}

// A syllable's two or three letters (Unicode, section 3.12).
std::string_view DecomposeHangul(char32_t code, char (&room)[9]) {
  constexpr char32_t kTails = 28, kVowels = 21;
  const char32_t index = code - 0xac00;
  char* end = PutLetter(0x1100 + index / (kVowels * kTails), room);
  end = PutLetter(0x1161 + index / kTails % kVowels, end);
  if (const char32_t tail = index % kTails; tail != 0) end = PutLetter(0x11a7 + tail, end);
  return {room, static_cast<size_t>(end - room)};
}

}  // namespace

CharacterTable::CharacterTable(std::string_view bytes) {
  uint16_t count = 0;
  CHECK(bytes.size() > sizeof count + kBlocks);
  std::memcpy(&count, bytes.data(), sizeof count);
  block_of_ = bytes.substr(sizeof count, kBlocks);
  const char* const entries = block_of_.data() + kBlocks;
  CHECK(reinterpret_cast<uintptr_t>(entries) % alignof(uint16_t) == 0);
  entries_ = reinterpret_cast<const uint16_t*>(entries);
  texts_ = entries + count * kBlockSize * sizeof(uint16_t);
}

Character CharacterTable::Find(char32_t code, std::string_view bytes, char (&room)[9]) const {
  const auto block = static_cast<uint8_t>(block_of_[code / kBlockSize]);
  const uint16_t entry = entries_[block * kBlockSize + code % kBlockSize];
  if (entry < kHangul) return {static_cast<CharacterKind>(entry), bytes};
  if (entry == kHangul) return {CharacterKind::kLetter, DecomposeHangul(code, room)};
  const char* const text = texts_ + (entry - kTexts);
  return {static_cast<CharacterKind>(text[0]), {text + 2, static_cast<uint8_t>(text[1])}};
}

}  // namespace farthing::embed
