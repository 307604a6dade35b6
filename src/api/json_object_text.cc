#include "api/json_object_text.h"

#include "json/document.h"

namespace farthing::api {

std::optional<std::string_view> ReadObjectText(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "{}";
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  if (text == "{}") return text;
  const auto document = json::Document::ParseBorrowed(text);
  if (!document || !document->root().is_object()) return std::nullopt;
  return text;
}

}  // namespace farthing::api
