#include "json/walk.h"

namespace farthing::json {
namespace {

bool SkipDigits(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && (*text)[count] >= '0' && (*text)[count] <= '9') ++count;
  text->remove_prefix(count);
  return count > 0;
}

bool Skip(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool IsNumber(std::string_view text) {
  Skip(&text, '-');
  if (!Skip(&text, '0') && !SkipDigits(&text)) return false;
  if (Skip(&text, '.') && !SkipDigits(&text)) return false;
  if (Skip(&text, 'e') || Skip(&text, 'E')) {
    if (!Skip(&text, '+')) Skip(&text, '-');
    if (!SkipDigits(&text)) return false;
  }
  return text.empty();
}

}  // namespace

const char* CheckPlainScalar(std::string_view text) {
  switch (text.front()) {
    case 't':
      return text == "true" ? nullptr : "this is not a JSON value";
    case 'f':
      return text == "false" ? nullptr : "this is not a JSON value";
    case 'n':
      return text == "null" ? nullptr : "this is not a JSON value";
    default:
      if (IsNumber(text)) return nullptr;
      const bool numeric = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
      return numeric ? "this number is malformed" : "a value must stand here";
  }
}

}  // namespace farthing::json
