#include "shape/template/slot_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "shape/squeeze/text_lines.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kRunMarks = "`~\"'";
constexpr std::string_view kLineMarks = "-=#*_";
constexpr size_t kLeastRun = 3;
constexpr std::string_view kReservedTags[] = {"s",   "bos",           "eos",
                                              "sys", "start_of_turn", "end_of_turn"};
// No-break space, soft hyphen, zero-width characters and marks of direction, byte order mark.
constexpr std::string_view kInvisible[] = {"\xC2\xA0",     "\xC2\xAD",     "\xE2\x80\x8B",
                                           "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E",
                                           "\xE2\x80\x8F", "\xE2\x81\xA0", "\xEF\xBB\xBF"};
constexpr std::string_view kFullWidthBar = "\xEF\xBD\x9C";  // DeepSeek's <｜User｜>

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The bytes of a character at the start that a reader does not see; 0: there is none.
size_t InvisibleSize(std::string_view rest) {
  for (const std::string_view character : kInvisible) {
    if (rest.starts_with(character)) return character.size();
  }
  return 0;
}

// Of text behind a `<`: the tag's name in lower case, "" where there is none.
std::string TagName(std::string_view rest) {
  std::string name;
  bool has_slash = false;
  while (!rest.empty()) {
    const size_t invisible = InvisibleSize(rest);
    const char c = rest[0];
    if (invisible == 0 && !(name.empty() && IsBlank(c))) {
      const bool is_slash = c == '/' && name.empty() && !has_slash;
      if (!is_slash && !IsNameByte(c)) break;
      if (is_slash) has_slash = true;
      if (!is_slash) name += LowerCase(c);
    }
    rest.remove_prefix(std::max(invisible, size_t{1}));
  }
  return name;
}

// Of text behind a `<`: |im_end|> and its like.
bool IsSpecialToken(std::string_view rest) {
  if (rest.starts_with(kFullWidthBar)) return true;
  if (!rest.starts_with('|')) return false;
  const size_t end =
      rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", 1);
  return end != rest.npos && end > 1 && rest.substr(end).starts_with("|>");
}

size_t RunAt(std::string_view text, size_t at) {
  const size_t end = text.find_first_not_of(text[at], at);
  return (end == text.npos ? text.size() : end) - at;
}

void SkipBlanks(std::string_view* text) {
  const auto begin = std::ranges::find_if_not(*text, IsBlank);
  text->remove_prefix(static_cast<size_t>(begin - text->begin()));
}

// The character of which a line consists but for blanks, where it is a run of marks.
std::optional<char> LineMark(std::string_view line) {
  SkipBlanks(&line);
  if (line.empty() || kLineMarks.find(line[0]) == kLineMarks.npos) return std::nullopt;
  const size_t run = RunAt(line, 0);
  const bool is_alone = line.find_first_not_of(" \t\r\n", run) == line.npos;
  return run >= kLeastRun && is_alone ? std::optional(line[0]) : std::nullopt;
}

// Never more than two of them side by side.
void AppendBroken(char mark, size_t size, std::string* out) {
  for (size_t i = 0; i < size; ++i) {
    if (i > 0 && i % 2 == 0) *out += ' ';
    *out += mark;
  }
}

void AppendEscape(char c, std::string* out) {
  fmt::format_to(std::back_inserter(*out), "\\u{:04x}", static_cast<unsigned char>(c));
}

std::string WithoutLines(const std::string& text, std::string_view marks) {
  std::string out;
  Lines lines(text);
  while (const std::optional<std::string_view> line = lines.Next()) {
    const std::optional<char> mark = LineMark(*line);
    if (!mark || marks.find(*mark) == marks.npos) {
      out += *line;
      continue;
    }
    const size_t first = line->find(*mark);
    out.append(line->substr(0, first + 1)).append(" ").append(line->substr(first + 1));
  }
  return out;
}

}  // namespace

SlotGuard::SlotGuard(const std::vector<const Parts*>& texts)
    : tags_(std::begin(kReservedTags), std::end(kReservedTags)) {
  for (const Parts* text : texts) {
    for (size_t i = 0; i < text->size(); ++i) {
      const config::TextPart& part = (*text)[i];
      if (!part.is_slot) Learn(part.text);
      const bool is_between = part.is_slot && i > 0 && i + 1 < text->size();
      if (is_between && (*text)[i - 1].text.ends_with('"') &&
          (*text)[i + 1].text.starts_with('"')) {
        quoted_.insert(part.text);
      }
    }
  }
}

void SlotGuard::Learn(std::string_view fixed) {
  for (size_t i = 0; i < fixed.size(); ++i) {
    const bool is_tag = fixed[i] == '<' && i + 1 < fixed.size() && !IsBlank(fixed[i + 1]);
    if (is_tag) {
      if (std::string name = TagName(fixed.substr(i + 1)); !name.empty()) {
        tags_.insert(std::move(name));
      }
    }
    const bool is_run = kRunMarks.find(fixed[i]) != kRunMarks.npos &&
                        RunAt(fixed.substr(i, kLeastRun), 0) == kLeastRun;
    if (is_run && runs_.find(fixed[i]) == runs_.npos) runs_ += fixed[i];
  }
  Lines lines(fixed);
  while (const std::optional<std::string_view> line = lines.Next()) {
    if (const std::optional<char> mark = LineMark(*line)) lines_ += *mark;
  }
}

bool SlotGuard::IsOwnMark(std::string_view rest) const {
  if (rest[0] == '[') {
    const std::string_view name = rest.substr(1);
    return name.starts_with("INST]") || name.starts_with("/INST]");
  }
  rest.remove_prefix(1);
  return IsSpecialToken(rest) || tags_.contains(TagName(rest));
}

std::string SlotGuard::Guarded(const config::Slot& slot, std::string_view text) const {
  const bool is_json = slot.type == config::SlotType::kJson;
  const std::string_view runs = runs_;
  const bool is_quoted = !is_json && quoted_.contains(slot.name);
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    const bool is_run_mark = runs.find(c) != runs.npos && !(is_json && c == '"');
    const size_t run = is_run_mark ? RunAt(text, i) : 1;
    const bool is_mark = run >= kLeastRun || ((c == '<' || c == '[') && IsOwnMark(text.substr(i)));
    if (is_quoted && c == '"') {
      for (size_t n = 0; n < run; ++n) out += "\\\"";
    } else if (!is_mark) {
      out.append(run, c);
    } else if (is_json) {
      for (size_t n = 0; n < run; ++n) AppendEscape(c, &out);
    } else if (c == '<' || c == '[') {
      out += c == '<' ? "&lt;" : "&#91;";
    } else {
      AppendBroken(c, run, &out);
    }
    i += run;
  }
  return lines_.empty() || is_json ? out : WithoutLines(out, lines_);
}

}  // namespace farthing::shape
