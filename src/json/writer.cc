#include "json/writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace farthing::json {
namespace {

bool MustEscape(char c) { return static_cast<uint8_t>(c) < 0x20 || c == '"' || c == '\\'; }

// Eight bytes at once: a word with a high bit set for every byte that must be escaped (and perhaps,
// through a borrow, for bytes above one that must; so only zero or not is asked).
uint64_t EscapeMask(const char* bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const auto zero_byte = [](uint64_t w) { return (w - kOnes) & ~w; };
  const uint64_t control = (word - kOnes * 0x20) & ~word;
  const uint64_t quote = zero_byte(word ^ kOnes * '"');
  const uint64_t backslash = zero_byte(word ^ kOnes * '\\');
  return (control | quote | backslash) & (kOnes * 0x80);
}

size_t CleanPrefix(std::string_view text) {
  size_t at = 0;
  while (at + 8 <= text.size() && EscapeMask(text.data() + at) == 0) at += 8;
  while (at < text.size() && !MustEscape(text[at])) ++at;
  return at;
}

void AppendEscape(char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<uint8_t>(c);
  out->append("\\u00");
  out->push_back(kHex[byte >> 4]);
  out->push_back(kHex[byte & 15]);
}

}  // namespace

void AppendEscaped(std::string_view text, std::string* out) {
  while (true) {
    const size_t clean = CleanPrefix(text);
    out->append(text.substr(0, clean));
    if (clean == text.size()) return;
    AppendEscape(text[clean], out);
    text.remove_prefix(clean + 1);
  }
}

void AppendString(std::string_view text, std::string* out) {
  out->push_back('"');
  AppendEscaped(text, out);
  out->push_back('"');
}

void Writer::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  const auto level = static_cast<size_t>(depth_);
  if (depth_ > 0 && filled_[level]) out_.push_back(',');
  filled_[level] = true;
}

Writer& Writer::Open(char bracket) {
  Separate();
  out_.push_back(bracket);
  filled_[static_cast<size_t>(++depth_)] = false;
  return *this;
}

Writer& Writer::Close(char bracket) {
  out_.push_back(bracket);
  --depth_;
  return *this;
}

Writer& Writer::Key(std::string_view key) {
  Separate();
  AppendString(key, &out_);
  out_.push_back(':');
  after_key_ = true;
  return *this;
}

Writer& Writer::String(std::string_view text) {
  Separate();
  AppendString(text, &out_);
  return *this;
}

Writer& Writer::Raw(std::string_view json) {
  Separate();
  out_.append(json);
  return *this;
}

Writer& Writer::Int(int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return Raw(std::string_view(digits.data(), static_cast<size_t>(end - digits.data())));
}

Writer& Writer::Double(double value) {
  if (!std::isfinite(value)) return Null();
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return Raw(std::string_view(digits.data(), static_cast<size_t>(end - digits.data())));
}

}  // namespace farthing::json
