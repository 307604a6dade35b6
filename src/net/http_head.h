#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::net {

// One header line; views into the buffer the head was parsed from. Names are in lower case: the
// parser writes them so in place.
struct Header {
  std::string_view name;
  std::string_view value;  // without surrounding blanks
};

// The value of the first header with this lower-case name; empty data() when there is none.
std::string_view FindHeader(std::span<const Header> headers, std::string_view lower_name);

// True when a comma-separated header value has `token`, without regard to case.
bool HasToken(std::string_view value, std::string_view lower_token);

// True when `a` equals `lower_b`, which is in lower case, without regard to ASCII case.
bool EqualsIgnoreCase(std::string_view a, std::string_view lower_b);

// How the body of a message is delimited (RFC 9112, section 6.3).
enum class Framing : uint8_t { kNone, kLength, kChunked, kUntilClose };

enum class Method : uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

struct RequestHead {
  Method method = Method::kOther;
  std::string_view method_name;
  std::string_view target;  // as sent
  std::string_view path;    // without the query
  std::string_view query;   // without the question mark
  int minor_version = 1;    // HTTP/1.x
  std::vector<Header> headers;

  // From the headers, checked.
  Framing framing = Framing::kNone;
  uint64_t content_length = 0;
  bool keep_alive = true;
  bool expect_continue = false;
  std::string_view host;
  std::string_view content_type;
  std::string_view content_encoding;
  std::string_view authorization;
  std::string_view x_api_key;

  std::string_view Find(std::string_view lower_name) const {
    return FindHeader(headers, lower_name);
  }
};

struct ResponseHead {
  int status = 0;
  int minor_version = 1;
  std::vector<Header> headers;

  Framing framing = Framing::kUntilClose;
  uint64_t content_length = 0;
  bool keep_alive = true;
  std::string_view content_type;
  std::string_view content_encoding;

  std::string_view Find(std::string_view lower_name) const {
    return FindHeader(headers, lower_name);
  }
};

// Finds the end of a head in bytes that arrive bit by bit, looking at each byte once.
class HeadScanner {
 public:
  // `bytes` begins with the head and has only grown since the last call. Returns the length of the
  // head with its empty line, or nullopt as long as that has not come.
  std::optional<size_t> Find(std::string_view bytes);
  void Reset() { seen_ = 0; }

 private:
  size_t seen_ = 0;
};

inline constexpr size_t kMaxHeaders = 100;

// Parses a whole head (as HeadScanner delimits it) into `out`, whose former content is forgotten.
// Strict where two readers could disagree about where a request ends (request smuggling): both
// lengths, several lengths, unknown transfer codings, folded lines, blanks before the colon, bare
// CR or NUL are errors. Errors are kInvalidRequest, with one sentence for the caller.
Status ParseRequestHead(char* bytes, size_t size, RequestHead* out);

// The same for an upstream's answer; `to_head_request`: it answers a HEAD request. Errors are
// kUpstream.
Status ParseResponseHead(char* bytes, size_t size, bool to_head_request, ResponseHead* out);

// An unsigned decimal of at most 18 digits, nothing else around it.
std::optional<uint64_t> ParseDecimal(std::string_view text);

}  // namespace farthing::net
