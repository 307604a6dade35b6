#include "token/hf/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <utility>

#include "base/check.h"
#include "token/hf/character_exceptions.h"

namespace farthing::token {
namespace {

utf8proc_category_t CategoryOf(uint32_t character) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

// Of bert.rs in `tokenizers`: the blocks of unified and compatibility ideographs.
constexpr std::pair<uint32_t, uint32_t> kIdeographs[] = {
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F},
};

bool IsIn(std::span<const CharacterBlock> blocks, uint32_t character) {
  if (character < blocks.front().first) return false;
  const auto block = std::ranges::lower_bound(blocks, character, {}, &CharacterBlock::second);
  return block != blocks.end() && character >= block->first;
}

struct Free {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

void AppendKnown(NormalForm form, std::string_view text, std::string* out) {
  if (text.empty()) return;
  int options = UTF8PROC_STABLE;
  const bool composes = form == NormalForm::kC || form == NormalForm::kKC;
  options |= composes ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  if (form == NormalForm::kKC || form == NormalForm::kKD) options |= UTF8PROC_COMPAT;
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &made,
                                             static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(made);
  CHECK(size >= 0);  // of valid UTF-8
  out->append(reinterpret_cast<const char*>(made), static_cast<size_t>(size));
}

}  // namespace

bool IsWhiteSpace(uint32_t character) {
  if (character < 0x80) return character == ' ' || (character >= '\t' && character <= '\r');
  switch (character) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return character >= 0x2000 && character <= 0x200A;
  }
}

bool IsControl(uint32_t character) {
  const utf8proc_category_t category = CategoryOf(character);
  const bool is_control = category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
                          category == UTF8PROC_CATEGORY_CO;
  return is_control != IsIn(kOtherControls, character);
}

bool IsPunctuation(uint32_t character) {
  if (character < 0x80) {
    const uint32_t folded = character | 0x20;
    const bool is_letter = folded >= 'a' && folded <= 'z';
    const bool is_digit = character >= '0' && character <= '9';
    return character > ' ' && character < 0x7F && !is_letter && !is_digit;
  }
  const utf8proc_category_t category = CategoryOf(character);
  const bool is_punctuation = category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
  return is_punctuation != IsIn(kOtherPunctuation, character);
}

bool IsNumber(uint32_t character) {
  const utf8proc_category_t category = CategoryOf(character);
  const bool is_number = category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
  return is_number != IsIn(kOtherNumbers, character);
}

bool IsNonspacingMark(uint32_t character) {
  if (character < 0x80) return false;
  const bool is_mark = CategoryOf(character) == UTF8PROC_CATEGORY_MN;
  return is_mark != IsIn(kOtherNonspacingMarks, character);
}

bool IsMark(uint32_t character) {
  const utf8proc_category_t category = CategoryOf(character);
  const bool is_mark = category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
  return is_mark != IsIn(kOtherMarks, character);
}

bool IsWordCharacter(uint32_t character) {
  constexpr uint32_t kNonJoiner = 0x200C, kJoiner = 0x200D;
  switch (CategoryOf(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
      return true;
    default:
      return character == kNonJoiner || character == kJoiner;
  }
}

bool IsIdeograph(uint32_t character) {
  return std::ranges::any_of(kIdeographs, [character](const auto& block) {
    return character >= block.first && character <= block.second;
  });
}

void AppendLowerCase(uint32_t character, std::string* out) {
  constexpr uint32_t kCapitalIWithDot = 0x130;
  constexpr uint32_t kDotAbove = 0x307;
  if (character == kCapitalIWithDot) {
    out->push_back('i');
    return AppendCodePoint(kDotAbove, out);
  }
  AppendCodePoint(static_cast<uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character))),
                  out);
}

void AppendNormalForm(NormalForm form, std::string_view text, std::string* out) {
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
  if (is_ascii) {
    out->append(text);
    return;
  }
  size_t begin = 0;
  EachCharacter(text, [&](uint32_t character, std::string_view bytes) {
    if (!IsIn(kOtherForms, character)) return;  // of which they know no other form
    const auto at = static_cast<size_t>(bytes.data() - text.data());
    AppendKnown(form, text.substr(begin, at - begin), out);
    out->append(bytes);
    begin = at + bytes.size();
  });
  AppendKnown(form, text.substr(begin), out);
}

}  // namespace farthing::token
