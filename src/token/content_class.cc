#include "token/content_class.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/utf8.h"

namespace farthing::token {
namespace {

bool IsAsciiLetter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool IsUpper(char byte) { return byte >= 'A' && byte <= 'Z'; }
bool IsLower(char byte) { return byte >= 'a' && byte <= 'z'; }
bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }
bool IsBlank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

// REQUIRES: it begins with a well-formed character of `bytes` bytes.
char32_t CodePointOf(std::string_view text, size_t bytes) {
  const auto first = static_cast<uint8_t>(text.front());
  char32_t code = bytes == 1 ? first : first & (0xFFU >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3FU);
  return code;
}

struct Range {
  char32_t below;
  ContentClass content;
};

// Unicode's blocks, roughly: what is below 80 is ASCII, and marks and symbols are no letters.
constexpr Range kRanges[] = {
    {0xAA, ContentClass::kSymbol},         {0xAB, ContentClass::kLatin},
    {0xB5, ContentClass::kSymbol},         {0xB6, ContentClass::kLatin},
    {0xBA, ContentClass::kSymbol},         {0xBB, ContentClass::kLatin},
    {0xC0, ContentClass::kSymbol},         {0x2B0, ContentClass::kLatin},
    {0x370, ContentClass::kSymbol},        {0x530, ContentClass::kCyrillic},
    {0x900, ContentClass::kArabic},        {0x1100, ContentClass::kIndic},
    {0x1200, ContentClass::kHangul},       {0x1E00, ContentClass::kIndic},
    {0x1F00, ContentClass::kLatin},        {0x2000, ContentClass::kCyrillic},
    {0x2E80, ContentClass::kSymbol},       {0x3000, ContentClass::kHan},
    {0x3040, ContentClass::kSymbol},       {0x3100, ContentClass::kKana},
    {0xA000, ContentClass::kHan},          {0xAC00, ContentClass::kOtherScript},
    {0xD7B0, ContentClass::kHangul},       {0xF900, ContentClass::kOtherScript},
    {0xFB00, ContentClass::kHan},          {0xFE00, ContentClass::kArabic},
    {0xFE70, ContentClass::kSymbol},       {0xFF00, ContentClass::kArabic},
    {0xFF66, ContentClass::kSymbol},       {0xFFA0, ContentClass::kKana},
    {0x1F000, ContentClass::kOtherScript}, {0x20000, ContentClass::kSymbol},
    {0x40000, ContentClass::kHan},         {0x110000, ContentClass::kSymbol},
};

ContentClass ScriptOf(char32_t code) {
  return std::ranges::find_if(kRanges, [code](const Range& range) { return code < range.below; })
      ->content;
}

// REQUIRES: ASCII with a letter.
ContentClass WordOf(std::string_view token) {
  using enum ContentClass;
  const bool any_lower = std::ranges::any_of(token, IsLower);
  const bool any_upper = std::ranges::any_of(token, IsUpper);
  const auto of_case = [&](ContentClass lower, ContentClass upper, ContentClass mixed) {
    return any_lower && any_upper ? mixed : any_upper ? upper : lower;
  };
  if (token.front() == ' ') return of_case(kBlankLower, kBlankUpper, kBlankMixed);
  if (!IsAsciiLetter(token.front())) return of_case(kMarkLower, kMarkUpper, kMarkMixed);
  return of_case(kLower, kUpper, kMixed);
}

ContentClass BlankOf(std::string_view token) {
  const bool breaks = token.find('\n') != std::string_view::npos;
  if (token.size() == 1) return breaks ? ContentClass::kLineBreak : ContentClass::kBlank;
  return breaks ? ContentClass::kLineBreaks : ContentClass::kBlanks;
}

ContentClass AsciiOf(std::string_view token) {
  if (std::ranges::any_of(token, IsAsciiLetter)) return WordOf(token);
  if (std::ranges::any_of(token, IsDigit)) return ContentClass::kDigits;
  if (std::ranges::all_of(token, IsBlank)) return BlankOf(token);
  const auto marks = std::ranges::count_if(token, [](char byte) { return !IsBlank(byte); });
  return marks == 1 ? ContentClass::kMark : ContentClass::kMarks;
}

}  // namespace

ContentClass ClassOf(std::string_view token) {
  const bool is_ascii = std::ranges::all_of(token, [](char byte) { return (byte & 0x80) == 0; });
  if (is_ascii && !token.empty()) return AsciiOf(token);
  if (token.empty() || !IsUtf8(token)) {
    const bool is_short = !token.empty() && static_cast<uint8_t>(token.front()) < 0xE0;
    return is_short ? ContentClass::kTwoByteFragment : ContentClass::kLongFragment;
  }
  for (std::string_view rest = token; !rest.empty();) {
    const size_t bytes = Utf8CharacterSize(rest);
    const char32_t code = CodePointOf(rest, bytes);
    rest.remove_prefix(bytes);
    const ContentClass script = code < 0x80 ? ContentClass::kSymbol : ScriptOf(code);
    if (script != ContentClass::kSymbol) return script;
  }
  return std::ranges::any_of(token, IsAsciiLetter) ? ContentClass::kLatin : ContentClass::kSymbol;
}

std::vector<ContentClass> ContentClassesOf(const Encoder& encoder) {
  std::vector<ContentClass> classes;
  for (uint32_t id = 0;; ++id) {
    const Result<std::string> token = encoder.Decode(std::span(&id, 1));
    if (!token) return classes;
    classes.push_back(ClassOf(*token));
  }
}

}  // namespace farthing::token
