#include "net/http_head.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace farthing::net {
namespace {

// RFC 9110, section 5.6.2.
constexpr std::array<bool, 256> kTokenChar = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<size_t>(c)] = true;
  for (char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
    table[static_cast<size_t>(c)] = true;
  }
  return table;
}();

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Control characters have no place in a value; a bare CR or a NUL is how smuggling begins.
bool IsCleanValue(std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

// Takes the next line off `rest`, without its CR LF.
std::optional<std::string_view> TakeLine(std::string_view* rest) {
  const size_t end = rest->find('\n');
  if (end == std::string_view::npos || end == 0 || (*rest)[end - 1] != '\r') return std::nullopt;
  std::string_view line = rest->substr(0, end - 1);
  rest->remove_prefix(end + 1);
  return line;
}

std::optional<std::string_view> LowerName(char* data, size_t size) {
  if (size == 0) return std::nullopt;
  for (size_t i = 0; i < size; ++i) {
    if (!kTokenChar[static_cast<unsigned char>(data[i])]) return std::nullopt;
    data[i] = Lower(data[i]);
  }
  return std::string_view(data, size);
}

// Parses the header lines up to the empty one; the error text is for the sender.
const char* ParseHeaders(std::string_view rest, std::vector<Header>* headers) {
  headers->reserve(16);  // most heads have fewer
  for (;;) {
    const std::optional<std::string_view> line = TakeLine(&rest);
    if (!line) return "a header line does not end with CR LF";
    if (line->empty()) return rest.empty() ? nullptr : "bytes follow the header's empty line";
    if (headers->size() == kMaxHeaders) return "there are more than 100 header lines";
    if (IsBlank(line->front())) return "a header line is folded, which HTTP/1.1 has abolished";
    const size_t colon = line->find(':');
    if (colon == std::string_view::npos) return "a header line has no colon";
    const auto name = LowerName(const_cast<char*>(line->data()), colon);
    if (!name) return "a header name is empty or holds a forbidden character";
    const std::string_view value = Trim(line->substr(colon + 1));
    if (!IsCleanValue(value)) return "a header value holds a control character";
    headers->push_back({*name, value});
  }
}

// What the headers of either kind of message say about its body and its connection.
struct FramingFields {
  std::optional<uint64_t> length;
  bool chunked = false;
  bool close = false;
  bool keep_alive = false;
};

const char* ReadLength(std::string_view value, FramingFields* fields) {
  const std::optional<uint64_t> length = ParseDecimal(value);
  if (!length) return "content-length is not a plain decimal number";
  if (fields->length) return "content-length is given more than once";
  fields->length = length;
  return nullptr;
}

const char* ReadCoding(std::string_view value, FramingFields* fields) {
  if (fields->chunked) return "transfer-encoding is given more than once";
  if (!EqualsIgnoreCase(value, "chunked"))
    return "the only transfer-encoding understood is chunked";
  fields->chunked = true;
  return nullptr;
}

const char* ReadFramingField(const Header& header, FramingFields* fields) {
  if (header.name == "content-length") return ReadLength(header.value, fields);
  if (header.name == "transfer-encoding") return ReadCoding(header.value, fields);
  if (header.name == "connection") {
    fields->close |= HasToken(header.value, "close");
    fields->keep_alive |= HasToken(header.value, "keep-alive");
  }
  return nullptr;
}

Method MethodOf(std::string_view name) {
  if (name == "POST") return Method::kPost;
  if (name == "GET") return Method::kGet;
  if (name == "HEAD") return Method::kHead;
  if (name == "PUT") return Method::kPut;
  if (name == "PATCH") return Method::kPatch;
  if (name == "DELETE") return Method::kDelete;
  if (name == "OPTIONS") return Method::kOptions;
  return Method::kOther;
}

bool IsToken(std::string_view text) {
  for (const char c : text) {
    if (!kTokenChar[static_cast<unsigned char>(c)]) return false;
  }
  return !text.empty();
}

bool IsCleanTarget(std::string_view target) {
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '#') return false;
  }
  return !target.empty();
}

// What follows "http://" or "https://"; empty data() when `target` is not in absolute form.
std::string_view AfterScheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (EqualsIgnoreCase(target.substr(0, scheme.size()), scheme)) {
      return target.substr(scheme.size());
    }
  }
  return {};
}

// Origin form ("/path?query"), or absolute form whose authority is dropped: we are the authority.
const char* SplitTarget(RequestHead* out) {
  std::string_view rest = out->target;
  if (rest == "*") {
    out->path = rest;
    return nullptr;
  }
  if (rest.front() != '/') {
    rest = AfterScheme(rest);
    if (rest.data() == nullptr) return "the request target is not a path";
    rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
  }
  const size_t question = rest.find('?');
  out->path = rest.empty() || question == 0 ? std::string_view("/") : rest.substr(0, question);
  out->query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  return nullptr;
}

const char* ParseRequestLine(std::string_view line, RequestHead* out) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return "the request line is not METHOD TARGET VERSION";
  }
  out->method_name = line.substr(0, first);
  out->target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!IsToken(out->method_name)) return "the method holds a forbidden character";
  if (!IsCleanTarget(out->target))
    return "the request target holds a blank, a control character or a fragment";
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return "only HTTP/1.1 and HTTP/1.0 are spoken";
  out->minor_version = version.back() - '0';
  out->method = MethodOf(out->method_name);
  return SplitTarget(out);
}

const char* ReadRequestField(const Header& header, RequestHead* out, FramingFields* fields) {
  const std::string_view name = header.name;
  switch (name.size()) {
    case 4:
      if (name == "host") {
        if (out->host.data() != nullptr) return "host is given more than once";
        out->host = header.value;
      }
      return nullptr;
    case 6:
      if (name == "expect") {
        if (!EqualsIgnoreCase(header.value, "100-continue")) return "expect is not 100-continue";
        out->expect_continue = true;
      }
      return nullptr;
    case 9:
      if (name == "x-api-key") out->x_api_key = header.value;
      return nullptr;
    case 12:
      if (name == "content-type") out->content_type = header.value;
      return nullptr;
    case 13:
      if (name == "authorization") out->authorization = header.value;
      return nullptr;
    case 16:
      if (name == "content-encoding") out->content_encoding = header.value;
      return nullptr;
    default:
      return ReadFramingField(header, fields);
  }
}

const char* ReadRequestFields(RequestHead* out) {
  FramingFields fields;
  for (const Header& header : out->headers) {
    const char* wrong = ReadRequestField(header, out, &fields);
    // 10: connection, 14: content-length, 17: transfer-encoding fall through to the framing.
    if (wrong != nullptr) return wrong;
  }
  if (out->minor_version == 1 && out->host.data() == nullptr) return "the host header is missing";
  if (fields.chunked && fields.length) {
    return "content-length and transfer-encoding contradict each other";
  }
  if (fields.chunked && out->minor_version == 0) return "HTTP/1.0 has no transfer-encoding";
  out->framing = fields.chunked                  ? Framing::kChunked
                 : fields.length.value_or(0) > 0 ? Framing::kLength
                                                 : Framing::kNone;
  out->content_length = fields.length.value_or(0);
  out->keep_alive = !fields.close && (out->minor_version == 1 || fields.keep_alive);
  out->expect_continue &= out->minor_version == 1;
  return nullptr;
}

}  // namespace

std::string_view FindHeader(std::span<const Header> headers, std::string_view lower_name) {
  for (const Header& header : headers) {
    if (header.name == lower_name) return header.value;
  }
  return {};
}

bool EqualsIgnoreCase(std::string_view a, std::string_view lower_b) {
  if (a.size() != lower_b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != lower_b[i]) return false;
  }
  return true;
}

bool HasToken(std::string_view value, std::string_view lower_token) {
  while (!value.empty()) {
    const size_t comma = value.find(',');
    if (EqualsIgnoreCase(Trim(value.substr(0, comma)), lower_token)) return true;
    if (comma == std::string_view::npos) break;
    value.remove_prefix(comma + 1);
  }
  return false;
}

std::optional<uint64_t> ParseDecimal(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

std::optional<size_t> HeadScanner::Find(std::string_view bytes) {
  while (seen_ < bytes.size()) {
    const void* found = std::memchr(bytes.data() + seen_, '\n', bytes.size() - seen_);
    if (found == nullptr) {
      seen_ = bytes.size();
      return std::nullopt;
    }
    const size_t at = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
    seen_ = at + 1;
    // An empty line, with or without CR; the parser is the one to refuse the latter.
    if (at >= 1 && bytes[at - 1] == '\n') return at + 1;
    if (at >= 2 && bytes[at - 1] == '\r' && bytes[at - 2] == '\n') return at + 1;
  }
  return std::nullopt;
}

Status ParseRequestHead(char* bytes, size_t size, RequestHead* out) {
  std::vector<Header> headers = std::move(out->headers);
  headers.clear();
  *out = RequestHead();
  out->headers = std::move(headers);

  std::string_view rest(bytes, size);
  const std::optional<std::string_view> line = TakeLine(&rest);
  const char* wrong =
      line ? ParseRequestLine(*line, out) : "the request line does not end with CR LF";
  if (wrong == nullptr) wrong = ParseHeaders(rest, &out->headers);
  if (wrong == nullptr) wrong = ReadRequestFields(out);
  if (wrong == nullptr) return {};
  return Fail(Error::InvalidRequest(std::string("The HTTP request is malformed: ") + wrong + "."));
}

namespace {

const char* ParseStatusLine(std::string_view line, ResponseHead* out) {
  if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || (line[7] != '0' && line[7] != '1') ||
      line[8] != ' ') {
    return "its answer does not begin with an HTTP/1.1 status line";
  }
  const std::optional<uint64_t> status = ParseDecimal(line.substr(9, 3));
  if (!status || *status < 100 || *status > 599 || (line.size() > 12 && line[12] != ' ')) {
    return "its status line has no valid status";
  }
  out->minor_version = line[7] - '0';
  out->status = static_cast<int>(*status);
  return nullptr;
}

const char* ReadResponseFields(bool to_head_request, ResponseHead* out) {
  FramingFields fields;
  for (const Header& header : out->headers) {
    if (header.name == "content-type") out->content_type = header.value;
    if (header.name == "content-encoding") out->content_encoding = header.value;
    // The same length twice is sloppy but unambiguous, and an upstream is not an attacker's tool
    // against itself; two different ones are an error.
    if (header.name == "content-length" && fields.length &&
        ParseDecimal(header.value) == fields.length) {
      continue;
    }
    if (const char* wrong = ReadFramingField(header, &fields)) return wrong;
  }
  const bool bodyless =
      to_head_request || out->status < 200 || out->status == 204 || out->status == 304;
  if (bodyless) {
    out->framing = Framing::kNone;
  } else if (fields.chunked) {
    out->framing = Framing::kChunked;
  } else if (fields.length) {
    out->framing = *fields.length == 0 ? Framing::kNone : Framing::kLength;
    out->content_length = *fields.length;
  }
  out->keep_alive = !fields.close && (out->minor_version == 1 || fields.keep_alive) &&
                    out->framing != Framing::kUntilClose && !(fields.chunked && fields.length);
  return nullptr;
}

}  // namespace

Status ParseResponseHead(char* bytes, size_t size, bool to_head_request, ResponseHead* out) {
  std::vector<Header> headers = std::move(out->headers);
  headers.clear();
  *out = ResponseHead();
  out->headers = std::move(headers);

  std::string_view rest(bytes, size);
  const std::optional<std::string_view> line = TakeLine(&rest);
  const char* wrong =
      line ? ParseStatusLine(*line, out) : "its status line does not end with CR LF";
  if (wrong == nullptr) wrong = ParseHeaders(rest, &out->headers);
  if (wrong == nullptr) wrong = ReadResponseFields(to_head_request, out);
  if (wrong == nullptr) return {};
  return Fail(
      Error::Upstream(std::string("The provider does not speak HTTP: ") + wrong + ".", true));
}

}  // namespace farthing::net
