#include "shape/narrow/render.h"

#include <algorithm>

namespace farthing::shape {
namespace {

constexpr std::string_view kName = "document";
constexpr std::string_view kLessThan = "&lt;";

bool IsBlank(char c) { return static_cast<unsigned char>(c) <= ' '; }

bool IsNameAt(std::string_view text) {
  if (text.size() < kName.size()) return false;
  return std::ranges::equal(text.substr(0, kName.size()), kName, [](char c, char lower) {
    return (c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) == lower;
  });
}

// Whether a reader who is lenient may take what follows a `<` for one of the tags.
bool LooksLikeTag(std::string_view behind) {
  constexpr size_t kMostBlanks = 16;  // on either side of the slash
  for (const bool may_have_slash : {true, false}) {
    size_t blanks = 0;
    while (blanks < std::min(behind.size(), kMostBlanks) && IsBlank(behind[blanks])) ++blanks;
    behind.remove_prefix(blanks);
    if (may_have_slash && behind.starts_with('/')) behind.remove_prefix(1);
  }
  return IsNameAt(behind);
}

std::string EscapeId(std::string_view id) {
  std::string escaped;
  for (const char c : id) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += kLessThan;
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
          escaped += "&#" + std::to_string(c) + ";";
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

}  // namespace

std::string EscapeTags(std::string_view text) {
  std::string escaped;
  for (size_t at = text.find('<'); at != text.npos; at = text.find('<')) {
    escaped += text.substr(0, at);
    text.remove_prefix(at + 1);
    escaped += LooksLikeTag(text) ? kLessThan : "<";
  }
  return escaped.append(text);
}

std::string OpenDocument(std::string_view id) { return "<document id=\"" + EscapeId(id) + "\">\n"; }

std::string RenderDocuments(std::span<const RenderedDocument> documents) {
  std::string block(kOpenDocuments);
  for (const auto& [id, text] : documents) {
    block += OpenDocument(id);
    block += EscapeTags(text);
    block += kCloseDocument;
  }
  return block += kCloseDocuments;
}

}  // namespace farthing::shape
