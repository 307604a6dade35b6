#include "lab/wire/http_head.h"

#include <algorithm>
#include <charconv>

namespace farthing::lab {
namespace {

constexpr size_t kMaxHead = 64 * 1024;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool ParseStartLine(std::string_view line, Head* out) {
  const size_t one = line.find(' ');
  if (one == 0 || one == std::string_view::npos) return false;
  const size_t two = std::min(line.find(' ', one + 1), line.size());
  out->first = line.substr(0, one);
  out->second = line.substr(one + 1, two - one - 1);
  out->third = two == line.size() ? std::string_view() : line.substr(two + 1);
  return !out->second.empty() &&
         (out->first.starts_with("HTTP/1.") || out->third.starts_with("HTTP/1."));
}

bool ParseField(std::string_view line, Head* out) {
  const size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, colon);
  if (name.back() == ' ' || name.front() == ' ' || name.front() == '\t') return false;
  out->fields.push_back({name, Trim(line.substr(colon + 1))});
  return true;
}

// The body's framing by its own fields: kNone when there are none.
std::optional<Framing> DeclaredFraming(const Head& head) {
  Framing framing;
  const std::string_view length = head.Find("content-length");
  const std::string_view coding = head.Find("transfer-encoding");
  if (!coding.empty()) {
    if (!length.empty() || !EqualsIgnoringCase(coding, "chunked")) return std::nullopt;
    framing.kind = Framing::Kind::kChunked;
  } else if (!length.empty()) {
    const char* end = length.data() + length.size();
    const auto [at, error] = std::from_chars(length.data(), end, framing.length);
    if (error != std::errc() || at != end) return std::nullopt;
    framing.kind = Framing::Kind::kLength;
  }
  return framing;
}

bool KeepsAlive(const Head& head, std::string_view version) {
  if (version == "HTTP/1.0") return head.Has("connection", "keep-alive");
  return !head.Has("connection", "close");
}

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view Head::Find(std::string_view name) const {
  for (const Field& field : fields) {
    if (EqualsIgnoringCase(field.name, name)) return field.value;
  }
  return {};
}

bool Head::Has(std::string_view name, std::string_view token) const {
  std::string_view rest = Find(name);
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    if (EqualsIgnoringCase(Trim(rest.substr(0, comma)), token)) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

HeadState ParseHead(std::string_view bytes, Head* out, size_t* size) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return bytes.size() > kMaxHead ? HeadState::kMalformed : HeadState::kIncomplete;
  }
  std::string_view rest = bytes.substr(0, end + 2);
  size_t line_end = rest.find("\r\n");
  out->fields.clear();
  if (!ParseStartLine(rest.substr(0, line_end), out)) return HeadState::kMalformed;
  for (rest.remove_prefix(line_end + 2); !rest.empty(); rest.remove_prefix(line_end + 2)) {
    line_end = rest.find("\r\n");
    if (!ParseField(rest.substr(0, line_end), out)) return HeadState::kMalformed;
  }
  *size = end + 4;
  return HeadState::kComplete;
}

std::optional<Framing> RequestFraming(const Head& head) {
  auto framing = DeclaredFraming(head);
  if (framing) framing->keep_alive = KeepsAlive(head, head.third);
  return framing;
}

std::optional<Framing> AnswerFraming(const Head& head) {
  auto framing = DeclaredFraming(head);
  if (!framing) return framing;
  const bool bodiless =
      head.second == "204" || head.second == "304" || head.second.starts_with('1');
  if (bodiless) {
    framing->kind = Framing::Kind::kNone;
  } else if (framing->kind == Framing::Kind::kNone) {
    framing->kind = Framing::Kind::kUntilClose;
  }
  framing->keep_alive = framing->kind != Framing::Kind::kUntilClose && KeepsAlive(head, head.first);
  return framing;
}

}  // namespace farthing::lab
