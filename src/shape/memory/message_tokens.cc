#include "shape/memory/message_tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "shape/conversation.h"

namespace farthing::shape {
namespace {

size_t BytesOfCharacter(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

void AppendEscapedCharacter(std::string_view utf8, std::string* out) {
  uint32_t point = static_cast<unsigned char>(utf8[0]) & (0xffU >> (utf8.size() + 1));
  for (const char c : utf8.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  if (point >= 0x10000) {
    fmt::format_to(std::back_inserter(*out), "\\u{:04x}", 0xd800 + ((point - 0x10000) >> 10));
    point = 0xdc00 + ((point - 0x10000) & 0x3ff);
  }
  fmt::format_to(std::back_inserter(*out), "\\u{:04x}", point);
}

// A valid JSON text with one blank behind commas and colons and no other outside strings.
std::string Spaced(std::string_view json, bool escape) {
  std::string out;
  bool in_string = false;
  for (size_t at = 0; at < json.size();) {
    const char c = json[at];
    size_t size = BytesOfCharacter(static_cast<unsigned char>(c));
    if (in_string && c == '\\') size = 2;
    const std::string_view character = json.substr(at, size);
    at += size;
    if (c == '"') in_string = !in_string;
    if (character.size() > 1 && c != '\\' && escape) {
      AppendEscapedCharacter(character, &out);
    } else if (in_string || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
      out += character;
      if (!in_string && (c == ',' || c == ':')) out += ' ';
    }
  }
  return out;
}

size_t CountJson(std::string_view json, const token::Encoder& tokens) {
  return std::max(
      {tokens.Count(json), tokens.Count(Spaced(json, false)), tokens.Count(Spaced(json, true))});
}

}  // namespace

int64_t CountMessage(json::Value message, const token::Encoder& tokens) {
  const bool has_blocks =
      message.Find("content").is_array() && message.Find("tool_calls").size() == 0;
  size_t count = 0;
  VisitTexts(message, [&](TextKind kind, std::string_view text) {
    if (kind == TextKind::kName) return;
    const bool is_json = kind == TextKind::kArguments && has_blocks;
    count += is_json ? CountJson(text, tokens) : tokens.Count(text);
  });
  return static_cast<int64_t>(count);
}

}  // namespace farthing::shape
