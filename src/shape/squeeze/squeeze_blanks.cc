#include "shape/squeeze/squeeze_text.h"
#include "shape/squeeze/text_lines.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// The head of a hunk in a unified diff, in whose lines a blank in front or at the end is content.
bool HasHunks(std::string_view text) {
  return text.starts_with("@@ -") || text.find("\n@@ -") != text.npos;
}

bool IsLineOfText(Fences::Line line) {
  return line == Fences::Line::kOutside || line == Fences::Line::kOpens;
}

}  // namespace

std::optional<std::string> SqueezeBlanks(std::string_view text) {
  if (HasHunks(text)) return std::nullopt;
  std::string squeezed;
  squeezed.reserve(text.size());
  Lines lines(text);
  Fences fences;
  bool after_empty = false;
  while (const auto line = lines.Next()) {
    if (!IsLineOfText(fences.Take(*line)) || !line->ends_with('\n')) {
      squeezed += *line;
      after_empty = false;
      continue;
    }
    const std::string_view content = line->substr(0, line->size() - 1);
    const size_t last = content.find_last_not_of(kBlanks);
    const bool is_empty = last == content.npos;
    if (is_empty && after_empty) continue;
    if (!is_empty) squeezed += content.substr(0, last + 1);
    squeezed += '\n';
    after_empty = is_empty;
  }
  if (squeezed.size() == text.size()) return std::nullopt;
  return squeezed;
}

}  // namespace farthing::shape
