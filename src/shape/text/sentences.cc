#include "shape/text/sentences.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/utf8.h"
#include "shape/text/sentence_end.h"

namespace farthing::shape {
namespace {

constexpr size_t kShortLine = 50;  // bytes; prose that was wrapped by hand has longer ones
constexpr std::string_view kBlanks = " \t\r\n\f\v";

enum class LineKind { kBlank, kFence, kAlone, kItem, kProse };

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "- item", "3. item", "b) item".
bool IsItem(std::string_view line) {
  if (line.starts_with("\u2022")) return true;
  size_t at = 0;
  while (at < line.size() && IsDigit(line[at])) ++at;
  if (at == 0 && line.size() > 1 && line[1] == ')') at = 1;
  const bool has_mark = at == 0 ? line[0] == '-' || line[0] == '*' || line[0] == '+'
                                : at < line.size() && (line[at] == '.' || line[at] == ')');
  return has_mark && at + 1 < line.size() && line[at + 1] == ' ';
}

LineKind KindOf(std::string_view line) {
  const std::string_view text = Trim(line);
  if (text.empty()) return LineKind::kBlank;
  if (text.starts_with("```") || text.starts_with("~~~")) return LineKind::kFence;
  if (text[0] == '#' || text[0] == '|' || text[0] == '>') return LineKind::kAlone;
  if (line.starts_with("\t") || line.starts_with("    ")) return LineKind::kAlone;
  return IsItem(text) ? LineKind::kItem : LineKind::kProse;
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

class Splitter {
 public:
  Splitter(std::string_view text, std::vector<json::Span>* sentences)
      : text_(text), sentences_(*sentences) {}

  void Run() {
    LineKind before = LineKind::kBlank;
    std::string_view last;
    while (at_ < text_.size()) {
      const size_t end = LineEnd(at_);
      const std::string_view line = text_.substr(at_, end - at_);
      const LineKind kind = KindOf(line);
      if (kind == LineKind::kFence) {
        TakeFence(line, end);
      } else {
        if (Breaks(before, last, kind, line)) EndProse();
        at_ = end;
      }
      before = kind;
      last = line;
    }
    EndProse();
  }

 private:
  static bool Breaks(LineKind before, std::string_view last, LineKind kind, std::string_view line) {
    if (kind != LineKind::kProse || before == LineKind::kAlone) return true;
    return last.size() < kShortLine && !IsLower(Trim(line)[0]);
  }

  // Behind the line break.
  size_t LineEnd(size_t at) const {
    const size_t end = text_.find('\n', at);
    return end == std::string_view::npos ? text_.size() : end + 1;
  }

  void TakeFence(std::string_view line, size_t end) {
    EndProse();
    const std::string_view mark = Trim(line).substr(0, 3);
    bool closed = false;
    while (end < text_.size() && !closed) {
      const size_t next = LineEnd(end);
      closed = Trim(text_.substr(end, next - end)).starts_with(mark);
      end = next;
    }
    Emit(at_, end);
    begin_ = at_ = end;
  }

  // What was read since begin_ is prose.
  void EndProse() {
    size_t begin = begin_;
    size_t at = begin_;
    while (at < at_) {
      const std::optional<size_t> end = SentenceEnd(text_.substr(0, at_), begin, at);
      if (end) {
        Emit(begin, *end);
        begin = *end;
      }
      at = end.value_or(at + 1);
    }
    Emit(begin, at_);
    begin_ = at_;
  }

  void Emit(size_t begin, size_t end) {
    std::string_view rest = Trim(text_.substr(begin, end - begin));
    while (!rest.empty()) {
      const std::string_view part = Trim(Part(rest));
      sentences_.push_back({static_cast<size_t>(part.data() - text_.data()), part.size()});
      rest = Trim(rest.substr(static_cast<size_t>(part.data() - rest.data()) + part.size()));
    }
  }

  static std::string_view Part(std::string_view rest) {
    if (rest.size() <= kMaxSentence) return rest;
    const std::string_view most = rest.substr(0, kMaxSentence + 1);
    for (const std::string_view between : {std::string_view("\n"), kBlanks}) {
      const size_t cut = most.find_last_of(between);
      if (cut != std::string_view::npos && cut > kMaxSentence / 2) return rest.substr(0, cut);
    }
    const std::string_view whole = Utf8Prefix(rest, kMaxSentence);
    return whole.empty() ? rest.substr(0, kMaxSentence) : whole;
  }

  const std::string_view text_;
  std::vector<json::Span>& sentences_;
  size_t begin_ = 0;  // of what is not emitted yet
  size_t at_ = 0;     // a line's begin
};

}  // namespace

void SplitSentences(std::string_view text, std::vector<json::Span>* sentences) {
  Splitter(text, sentences).Run();
}

}  // namespace farthing::shape
