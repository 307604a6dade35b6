#include "shape/squeeze/text_lines.h"

#include <algorithm>

namespace farthing::shape {
namespace {

constexpr size_t kLeastMarks = 3;
constexpr size_t kMostIndent = 3;

std::string_view WithoutBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

Fences::Line Fences::Take(std::string_view line) {
  const Line plain = mark_ == 0 ? Line::kOutside : Line::kInside;
  const size_t indent = std::min(line.find_first_not_of(' '), line.size());
  if (indent > kMostIndent || indent == line.size()) return plain;
  const char mark = line[indent];
  if (mark != '`' && mark != '~') return plain;
  const size_t end = std::min(line.find_first_not_of(mark, indent), line.size());
  const size_t size = end - indent;
  const std::string_view rest = WithoutBlanks(line.substr(end));
  if (mark_ != 0) {
    if (mark != mark_ || size < size_ || !rest.empty()) return plain;
    mark_ = 0;
    return Line::kCloses;
  }
  if (size < kLeastMarks || (mark == '`' && rest.find('`') != rest.npos)) return plain;
  mark_ = mark;
  size_ = size;
  info_ = rest;
  return Line::kOpens;
}

}  // namespace farthing::shape
