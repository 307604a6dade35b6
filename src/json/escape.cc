#include "json/escape.h"

#include <cstdint>
#include <cstring>
#include <optional>

namespace farthing::json {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;

std::optional<uint32_t> ParseHex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<uint32_t>(c - '0');
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = static_cast<uint32_t>((c | 0x20) - 'a') + 10;
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

void EncodeUtf8(uint32_t code, Escape* escape) {
  const auto put = [escape](uint32_t byte) {
    escape->bytes[escape->size++] = static_cast<char>(byte);
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// REQUIRES: text starts with \u.
Escape DecodeUnicode(std::string_view text) {
  Escape escape;
  const std::optional<uint32_t> first = ParseHex4(text.substr(2));
  if (!first) return escape;
  escape.consumed = 6;
  if (*first < 0xD800 || *first > 0xDFFF) {
    EncodeUtf8(*first, &escape);
    return escape;
  }
  if (*first < 0xDC00 && text.substr(6, 2) == "\\u") {
    const std::optional<uint32_t> second = ParseHex4(text.substr(8));
    if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
      escape.consumed = 12;
      EncodeUtf8(0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), &escape);
      return escape;
    }
  }
  EncodeUtf8(kReplacement, &escape);
  return escape;
}

char DecodeShort(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '/':
      return '/';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

bool IsQuoted(std::string_view raw) {
  return raw.size() >= 2 && raw.front() == '"' && raw.back() == '"';
}

}  // namespace

Escape DecodeEscape(std::string_view text) {
  if (text.size() >= 2 && text[1] == 'u') return DecodeUnicode(text);
  Escape escape;
  const char decoded = text.size() >= 2 ? DecodeShort(text[1]) : '\0';
  if (decoded == '\0') return escape;
  escape.bytes[0] = decoded;
  escape.size = 1;
  escape.consumed = 2;
  return escape;
}

size_t DecodeString(std::string_view inside, char* out) {
  size_t size = 0;
  while (!inside.empty()) {
    const size_t clean = std::min(inside.find('\\'), inside.size());
    std::memcpy(out + size, inside.data(), clean);
    size += clean;
    inside.remove_prefix(clean);
    if (inside.empty()) break;
    const Escape escape = DecodeEscape(inside);
    if (escape.consumed == 0) return std::string_view::npos;
    std::memcpy(out + size, escape.bytes, escape.size);
    size += escape.size;
    inside.remove_prefix(escape.consumed);
  }
  return size;
}

bool EqualsString(std::string_view raw, std::string_view text) {
  if (!IsQuoted(raw)) return false;
  std::string_view inside = raw.substr(1, raw.size() - 2);
  while (!inside.empty()) {
    const size_t clean = std::min(inside.find('\\'), inside.size());
    if (!text.starts_with(inside.substr(0, clean))) return false;
    text.remove_prefix(clean);
    inside.remove_prefix(clean);
    if (inside.empty()) break;
    const Escape escape = DecodeEscape(inside);
    if (escape.consumed == 0) return false;
    if (!text.starts_with(std::string_view(escape.bytes, escape.size))) return false;
    text.remove_prefix(escape.size);
    inside.remove_prefix(escape.consumed);
  }
  return text.empty();
}

bool AppendDecoded(std::string_view raw, std::string* out) {
  if (!IsQuoted(raw)) return false;
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  const size_t before = out->size();
  out->resize(before + inside.size());
  const size_t size = DecodeString(inside, out->data() + before);
  out->resize(size == std::string_view::npos ? before : before + size);
  return size != std::string_view::npos;
}

}  // namespace farthing::json
