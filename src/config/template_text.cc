#include "config/template_text.h"

#include <algorithm>

#include "config/yaml_text.h"

namespace farthing::config {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr size_t kLongestName = 64;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string_view WithoutBlanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

tl::unexpected<std::string> NoSlot(std::string_view text, size_t at) {
  const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
  const std::string_view shown = text.substr(at, text.substr(at).find('\n'));
  return tl::unexpected("has no slot's name between braces on its line " + std::to_string(line) +
                        ", at `" + Shown(shown) +
                        "`; write `{{name}}`, or `\\{{` where two braces are meant");
}

class Parts {
 public:
  void AddText(std::string_view text) {
    if (text.empty()) return;
    if (parts_.empty() || parts_.back().is_slot) parts_.emplace_back();
    parts_.back().text += text;
  }
  void AddSlot(std::string_view name) { parts_.push_back({true, std::string(name)}); }
  std::vector<TextPart> Take() { return std::move(parts_); }

 private:
  std::vector<TextPart> parts_;
};

}  // namespace

bool IsSlotName(std::string_view name) {
  const auto is_allowed = [](char c) { return IsLetter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= kLongestName && IsLetter(name[0]) &&
         std::ranges::all_of(name, is_allowed);
}

tl::expected<std::vector<TextPart>, std::string> ParseTemplateText(std::string_view text) {
  Parts parts;
  size_t done = 0;
  for (size_t open; (open = text.find(kOpen, done)) != text.npos;) {
    if (open > done && text[open - 1] == '\\') {
      parts.AddText(text.substr(done, open - 1 - done));
      parts.AddText(kOpen);
      done = open + kOpen.size();
      continue;
    }
    const size_t inside = open + kOpen.size();
    const size_t close = text.find(kClose, inside);
    const std::string_view name =
        close == text.npos ? "" : WithoutBlanks(text.substr(inside, close - inside));
    if (!IsSlotName(name)) return NoSlot(text, open);
    parts.AddText(text.substr(done, open - done));
    parts.AddSlot(name);
    done = close + kClose.size();
  }
  parts.AddText(text.substr(done));
  return parts.Take();
}

}  // namespace farthing::config
