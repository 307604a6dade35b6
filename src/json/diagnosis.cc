#include "json/diagnosis.h"

#include <algorithm>
#include <cstdint>

#include "json/structure.h"

namespace farthing::json {
namespace {

// The length of the UTF-8 sequence that `text` starts with; 0 when it is not one (RFC 3629).
size_t SequenceLength(std::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_high = lead == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

}  // namespace

Error DiagnoseBytes(std::string_view text) {
  size_t opened = std::string_view::npos;  // where the string that we are in began
  size_t length = 0;
  for (size_t at = 0; at < text.size(); at += length) {
    length = SequenceLength(text.substr(at));
    if (length == 0) return SyntaxError(at, "the bytes are not valid UTF-8");
    const char c = text[at];
    if (opened == std::string_view::npos) {
      if (c == '"') opened = at;
    } else if (c == '"') {
      opened = std::string_view::npos;
    } else if (static_cast<uint8_t>(c) < 0x20) {
      return SyntaxError(at, "a control character must be escaped in a string");
    } else if (c == '\\' && at + 1 < text.size() && static_cast<uint8_t>(text[at + 1]) < 0x80) {
      length = 2;
    }
  }
  if (opened != std::string_view::npos) return SyntaxError(opened, "this string is not closed");
  return SyntaxError(text.size(), "the text ends where a value must begin");
}

}  // namespace farthing::json
