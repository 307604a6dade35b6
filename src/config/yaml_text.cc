#include "config/yaml_text.h"

#include <algorithm>

#include "base/utf8.h"
#include "config/yaml.h"

namespace farthing::config {
namespace {

constexpr size_t kLongestShown = 60;
constexpr size_t kNowhere = std::string_view::npos;

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\r');
}

size_t FirstControl(std::string_view line) {
  const auto found = std::ranges::find_if(line, IsControl);
  return found == line.end() ? kNowhere : static_cast<size_t>(found - line.begin());
}

size_t FirstMalformed(std::string_view line) {
  if (IsUtf8(line)) return kNowhere;
  std::string repaired;
  AppendLossyUtf8(line, &repaired);
  return static_cast<size_t>(std::ranges::mismatch(line, repaired).in1 - line.begin());
}

// A tab before the first character of a line that holds more than blanks and a comment.
size_t TabInIndentation(std::string_view line) {
  const size_t content = line.find_first_not_of(" \t\r");
  if (content == kNowhere || line[content] == '#') return kNowhere;
  const size_t tab = line.find('\t');
  return tab < content ? tab : kNowhere;
}

bool CheckLine(std::string_view line, int number, Mistakes& mistakes) {
  const auto refuse = [&](size_t where, std::string sentence) {
    mistakes.Add({number, static_cast<int>(where) + 1}, std::move(sentence));
    return false;
  };
  if (const size_t where = FirstControl(line); where != kNowhere) {
    return refuse(where, line[where] == 0 ? "a NUL byte stands here; save the file as UTF-8 text"
                                          : "a control character stands here; remove it");
  }
  if (const size_t where = FirstMalformed(line); where != kNowhere) {
    return refuse(where, "this is not UTF-8; save the file as UTF-8 text");
  }
  if (const size_t where = TabInIndentation(line); where != kNowhere) {
    return refuse(where, "a tab indents this line, which YAML does not allow; use spaces");
  }
  return true;
}

}  // namespace

bool CheckText(std::string_view text, Mistakes& mistakes) {
  if (text.size() > kMaxFileBytes) {
    mistakes.Add({}, "the file is larger than 1 MiB; a configuration is never that long");
    return false;
  }
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!CheckLine(line, number, mistakes)) return false;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return true;
}

std::string Shown(std::string_view text) {
  std::string shown(Utf8Prefix(text, kLongestShown));
  if (shown.size() < text.size()) shown += "…";
  std::ranges::replace_if(shown, IsControl, '?');
  return shown;
}

}  // namespace farthing::config
