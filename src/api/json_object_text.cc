#include "api/json_object_text.h"

#include "json/document.h"

namespace farthing::api {

std::optional<std::string_view> ReadObjectText(std::string_view text) {
  const size_t begin = text.find_first_not_of(kJsonSpace);
  if (begin == std::string_view::npos) return "{}";
  text = text.substr(begin, text.find_last_not_of(kJsonSpace) - begin + 1);
  if (text == "{}" || text == "null") return "{}";
  const auto document = json::Document::ParseBorrowed(text);
  if (!document || !document->root().is_object()) return std::nullopt;
  return text;
}

size_t ObjectProgress::Feed(std::string_view text) {
  size_t used = 0;
  while (used < text.size() && !complete_) Take(text[used++]);
  return used;
}

void ObjectProgress::Take(char c) {
  if (escaped_) {
    escaped_ = false;
  } else if (in_string_) {
    escaped_ = c == '\\';
    in_string_ = c != '"';
  } else if (c == '"') {
    in_string_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if ((c == '}' || c == ']') && depth_ > 0) {
    complete_ = --depth_ == 0;
  }
}

}  // namespace farthing::api
