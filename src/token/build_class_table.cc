#include <charconv>
#include <map>
#include <vector>

#include "token/character_class.h"

namespace farthing::token {
namespace {

CharacterClass ClassOfCategory(std::string_view category) {
  if (category == "Lu" || category == "Lt") return CharacterClass::kUpper;
  if (category == "Ll") return CharacterClass::kLower;
  if (category == "Lm" || category == "Lo") return CharacterClass::kLetter;
  if (category.starts_with('M')) return CharacterClass::kMark;
  if (category.starts_with('N')) return CharacterClass::kNumber;
  if (category.starts_with('Z')) return CharacterClass::kSpace;
  return CharacterClass::kOther;
}

// "FIRST LAST CATEGORY" into `classes`; false when the line is not one.
bool ReadLine(std::string_view line, std::string* classes) {
  uint32_t first = 0, last = 0;
  const char* const end = line.data() + line.size();
  const auto begin = std::from_chars(line.data(), end, first, 16);
  if (begin.ec != std::errc() || begin.ptr == end) return false;
  const auto rest = std::from_chars(begin.ptr + 1, end, last, 16);
  if (rest.ec != std::errc() || end - rest.ptr != 3 || last < first || last >= classes->size()) {
    return false;
  }
  const CharacterClass kind = ClassOfCategory({rest.ptr + 1, 2});
  for (uint32_t point = first; point <= last; ++point) (*classes)[point] = static_cast<char>(kind);
  return true;
}

}  // namespace

std::string BuildClassTable(std::string_view categories) {
  std::string classes(0x110000, static_cast<char>(CharacterClass::kOther));
  while (!categories.empty()) {
    const size_t size = categories.find('\n');
    const std::string_view line = categories.substr(0, size);
    categories.remove_prefix(std::min(line.size() + 1, categories.size()));
    if (!line.starts_with('#') && !ReadLine(line, &classes)) return {};
  }
  // White_Space is the separators (Z) and these controls.
  for (const char control : {'\t', '\v', '\f', '\x85'}) {
    classes[static_cast<uint8_t>(control)] = static_cast<char>(CharacterClass::kSpace);
  }
  for (const char control : {'\r', '\n'}) {
    classes[static_cast<uint8_t>(control)] = static_cast<char>(CharacterClass::kNewline);
  }

  std::string numbers, blocks;
  std::map<std::string, size_t> known;
  for (size_t at = 0; at < classes.size(); at += kClassBlock) {
    const std::string block = classes.substr(at, kClassBlock);
    const auto [place, fresh] = known.try_emplace(block, known.size());
    if (fresh) blocks += block;
    numbers += static_cast<char>(place->second);
  }
  return known.size() <= 256 ? numbers + blocks : std::string();
}

}  // namespace farthing::token
