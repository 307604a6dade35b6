#include "shape/template/lint/json_in_text.h"

#include <cstddef>

#include "json/document.h"

namespace farthing::shape {
namespace {

constexpr int kMostTries = 100;

// Behind the partner of the bracket that `text` begins with; 0 where it has none.
size_t PartnerOf(std::string_view text) {
  int depth = 0;
  bool is_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      is_string = !is_string;
    } else if (!is_string && (c == '{' || c == '[')) {
      ++depth;
    } else if (!is_string && (c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

}  // namespace

std::vector<std::string_view> JsonIn(std::string_view text) {
  std::vector<std::string_view> found;
  int tries = 0;
  for (size_t at = text.find_first_of("{["); at != text.npos && tries < kMostTries; ++tries) {
    const std::string_view span = text.substr(at, PartnerOf(text.substr(at)));
    const bool is_json = span.size() > 2 && json::Document::ParseBorrowed(span).has_value();
    if (is_json) found.push_back(span);
    at = text.find_first_of("{[", at + (is_json ? span.size() : 1));
  }
  return found;
}

}  // namespace farthing::shape
