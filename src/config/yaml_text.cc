#include "config/yaml_text.h"

#include "config/yaml.h"

namespace farthing::config {
namespace {

constexpr size_t kLongestShown = 60;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Length of the valid UTF-8 character at the front of `text`, 0 when it is not one (RFC 3629: no
// overlong forms, surrogates or beyond U+10FFFF).
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool too_high = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || too_high ? 0 : length;
}

// Why the character at the front of `text` may not stand in a file; null when it may.
const char* Complaint(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first == 0) return "a NUL byte stands here; save the file as UTF-8 text";
  if (first == 0x7F || (first < 0x20 && first != '\t' && first != '\n' && first != '\r')) {
    return "a control character stands here; remove it";
  }
  if (CharacterLength(text) == 0) return "this is not UTF-8; save the file as UTF-8 text";
  return nullptr;
}

// Where the line that starts at `text` has a tab before its first character; npos: nowhere.
size_t TabInIndentation(std::string_view line) {
  line = line.substr(0, line.find_first_of("\r\n"));
  const size_t content = line.find_first_not_of(" \t");
  if (content == std::string_view::npos || line[content] == '#') return std::string_view::npos;
  const size_t tab = line.find('\t');
  return tab < content ? tab : std::string_view::npos;
}

}  // namespace

bool CheckText(std::string_view text, Mistakes& mistakes) {
  if (text.size() > kMaxFileBytes) {
    mistakes.Add({}, "the file is larger than 1 MiB; a configuration is never that long");
    return false;
  }
  Place place;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (const char* complaint = Complaint(rest)) {
      mistakes.Add(place, complaint);
      return false;
    }
    if (place.column == 1) {
      if (const size_t tab = TabInIndentation(rest); tab != std::string_view::npos) {
        mistakes.Add({place.line, static_cast<int>(tab) + 1},
                     "a tab indents this line, which YAML does not allow; use spaces");
        return false;
      }
    }
    const size_t length = CharacterLength(rest);
    i += length;
    place = rest[0] == '\n' ? Place{place.line + 1, 1}
                            : Place{place.line, place.column + static_cast<int>(length)};
  }
  return true;
}

std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, kLongestShown));
  if (shown.size() < text.size()) {
    while (!shown.empty() && IsContinuation(text[shown.size()])) shown.pop_back();
    shown += "…";
  }
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return shown;
}

}  // namespace farthing::config
