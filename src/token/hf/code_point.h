#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farthing::token {

struct CodePoint {
  uint32_t value;
  uint32_t size;  // in bytes
};

// REQUIRES: `at` begins a character of valid UTF-8.
inline CodePoint CodePointAt(const char* at) {
  const auto byte = [at](int i) { return static_cast<uint32_t>(static_cast<uint8_t>(at[i])); };
  const auto rest = [byte](int i) { return byte(i) & 0x3F; };
  const uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xE0) return {(first & 0x1F) << 6 | rest(1), 2};
  if (first < 0xF0) return {(first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3};
  return {(first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4};
}

// REQUIRES: a scalar value.
inline void AppendCodePoint(uint32_t value, std::string* out) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (value < 0x80) return put(value);
  if (value < 0x800) {
    put(0xC0 | value >> 6);
  } else {
    if (value < 0x10000) {
      put(0xE0 | value >> 12);
    } else {
      put(0xF0 | value >> 18);
      put(0x80 | (value >> 12 & 0x3F));
    }
    put(0x80 | (value >> 6 & 0x3F));
  }
  put(0x80 | (value & 0x3F));
}

// The text as exactly one character; size 0: it is not. REQUIRES: valid UTF-8.
inline CodePoint OnlyCodePoint(std::string_view text) {
  if (text.empty()) return {0, 0};
  const CodePoint first = CodePointAt(text.data());
  return first.size == text.size() ? first : CodePoint{0, 0};
}

}  // namespace farthing::token
