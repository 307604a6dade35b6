#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace farthing {
namespace {

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

// The number of leading bytes that are ASCII, eight at a time.
size_t AsciiPrefix(std::string_view text) {
  size_t at = 0;
  uint64_t word = 0;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (at < text.size() && static_cast<uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

// The size of the well-formed UTF-8 that `text` starts with.
size_t ValidPrefix(std::string_view text) {
  size_t at = 0;
  while (true) {
    at += AsciiPrefix(text.substr(at));
    if (at == text.size()) return at;
    const size_t size = Utf8CharacterSize(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
}

}  // namespace

size_t Utf8CharacterSize(std::string_view text) {
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 0x80) return 1;
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  const auto second = static_cast<uint8_t>(text[1]);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool too_large = first == 0xF4 && second >= 0x90;
  return overlong || surrogate || too_large ? 0 : size;
}

bool IsUtf8(std::string_view text) { return ValidPrefix(text) == text.size(); }

void AppendLossyUtf8(std::string_view text, std::string* out) {
  while (true) {
    const size_t valid = ValidPrefix(text);
    out->append(text.substr(0, valid));
    if (valid == text.size()) return;
    out->append("\xEF\xBF\xBD");
    text.remove_prefix(valid + 1);
  }
}

std::string_view Utf8Prefix(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && IsContinuation(text[max_bytes])) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace farthing
