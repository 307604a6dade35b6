#include "token/hf/byte_characters.h"

#include <array>

#include "token/hf/code_point.h"

namespace farthing::token {
namespace {

constexpr bool StandsForItself(uint32_t byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
}

constexpr uint32_t kOthers = 0x100;  // the characters of the other bytes, in their order
constexpr uint32_t kCharacters = kOthers + 68;

struct Alphabet {
  std::array<uint16_t, 256> character_of = {};
  std::array<int16_t, kCharacters> byte_of = {};

  constexpr Alphabet() {
    byte_of.fill(-1);
    uint32_t other = kOthers;
    for (uint32_t byte = 0; byte < 256; ++byte) {
      const uint32_t character = StandsForItself(byte) ? byte : other++;
      character_of[byte] = static_cast<uint16_t>(character);
      byte_of[character] = static_cast<int16_t>(byte);
    }
  }
};

constexpr Alphabet kAlphabet;

}  // namespace

uint32_t CharacterOfByte(uint8_t byte) { return kAlphabet.character_of[byte]; }

void AppendByteCharacters(std::string_view bytes, std::string* out) {
  for (const char byte : bytes) {
    AppendCodePoint(CharacterOfByte(static_cast<uint8_t>(byte)), out);
  }
}

bool AppendCharacterBytes(std::string_view characters, std::string* out) {
  const size_t size = out->size();
  while (!characters.empty()) {
    const CodePoint character = CodePointAt(characters.data());
    const int byte = character.value < kCharacters ? kAlphabet.byte_of[character.value] : -1;
    if (byte < 0) {
      out->resize(size);
      return false;
    }
    out->push_back(static_cast<char>(byte));
    characters.remove_prefix(character.size);
  }
  return true;
}

}  // namespace farthing::token
