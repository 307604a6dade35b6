#include <algorithm>
#include <charconv>

#include "cli/http_get.h"

namespace farthing::cli {
namespace {

using Progress = Result<std::optional<HttpReply>>;

constexpr std::string_view kLineEnd = "\r\n";

Error Malformed(std::string_view what) {
  return Error::Upstream("the answer is not HTTP/1.1: " + std::string(what), false);
}

Progress Unfinished(bool closed) {
  if (closed) return Fail(Error::Upstream("the connection ended before the answer did", true));
  return std::optional<HttpReply>();
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value of the header `name` in a head without its status line; nullopt: it is not there.
std::optional<std::string_view> HeaderOf(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const size_t end = head.find(kLineEnd);
    const std::string_view line = head.substr(0, end);
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && EqualIgnoringCase(line.substr(0, colon), name)) {
      return Trim(line.substr(colon + 1));
    }
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + kLineEnd.size());
  }
  return std::nullopt;
}

// All of `text` must be the number.
std::optional<size_t> ParseSize(std::string_view text, int base) {
  size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return size;
}

Progress ParseChunked(int status, std::string_view rest, bool closed) {
  HttpReply reply{status, {}};
  while (true) {
    const size_t line_end = rest.find(kLineEnd);
    if (line_end == std::string_view::npos) return Unfinished(closed);
    const std::string_view digits = rest.substr(0, std::min(line_end, rest.find(';')));
    const std::optional<size_t> size = ParseSize(Trim(digits), 16);
    if (!size) return Fail(Malformed("a chunk has no size"));
    rest.remove_prefix(line_end + kLineEnd.size());
    if (*size == 0) return reply;  // trailers would say nothing of use
    if (rest.size() < kLineEnd.size() || rest.size() - kLineEnd.size() < *size) {
      return Unfinished(closed);
    }
    reply.body += rest.substr(0, *size);
    if (rest.substr(*size, kLineEnd.size()) != kLineEnd) {
      return Fail(Malformed("a chunk does not end where it says"));
    }
    rest.remove_prefix(*size + kLineEnd.size());
  }
}

Progress ParseBody(int status, std::string_view head, std::string_view rest, bool closed) {
  const auto encoding = HeaderOf(head, "transfer-encoding");
  if (encoding && EqualIgnoringCase(*encoding, "chunked"))
    return ParseChunked(status, rest, closed);
  if (const auto length = HeaderOf(head, "content-length")) {
    const std::optional<size_t> size = ParseSize(*length, 10);
    if (!size) return Fail(Malformed("its content-length is not a number"));
    if (rest.size() < *size) return Unfinished(closed);
    return HttpReply{status, std::string(rest.substr(0, *size))};
  }
  if (!closed) return std::optional<HttpReply>();
  return HttpReply{status, std::string(rest)};
}

}  // namespace

Result<std::optional<HttpReply>> ParseReply(std::string_view bytes, bool closed) {
  constexpr std::string_view kStart = "HTTP/1.";
  constexpr size_t kMaxHead = size_t{64} << 10, kStatusAt = 9, kStatusSize = 3;
  if (!kStart.starts_with(bytes.substr(0, kStart.size()))) return Fail(Malformed("no status line"));
  const size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) {
    if (bytes.size() > kMaxHead) return Fail(Malformed("its head does not end"));
    return Unfinished(closed);
  }
  const std::string_view head = bytes.substr(0, head_end);
  const std::string_view first_line = head.substr(0, head.find(kLineEnd));
  const std::optional<size_t> status =
      first_line.size() < kStatusAt + kStatusSize
          ? std::nullopt
          : ParseSize(first_line.substr(kStatusAt, kStatusSize), 10);
  if (!status) return Fail(Malformed("no status"));
  const std::string_view rest = bytes.substr(head_end + 4);
  if (*status < 200) return ParseReply(rest, closed);  // 100 Continue and its kind
  const size_t headers_at = std::min(head.size(), first_line.size() + kLineEnd.size());
  return ParseBody(static_cast<int>(*status), head.substr(headers_at), rest, closed);
}

}  // namespace farthing::cli
