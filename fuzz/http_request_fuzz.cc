// A connection's bytes, read as requests. Guards: any split of the input gives the same requests,
// and what is accepted is unambiguous: a strict second reader, written from RFC 9112 alone, finds
// the same end of every head and the same framing.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"
#include "net/body_reader.h"
#include "net/http_head.h"

namespace {

using farthing::net::BodyReader;
using farthing::net::Framing;
using farthing::net::HeadScanner;
using farthing::net::RequestHead;

constexpr size_t kMaxRequests = 64;

struct Request {
  std::string head;
  std::string path;
  std::string body;
  bool operator==(const Request&) const = default;
};

// How often `name` begins a line of `head`, without regard to case.
size_t CountLines(const std::string& head, const std::string& name) {
  size_t count = 0;
  for (size_t at = 0; (at = head.find("\r\n", at)) != std::string::npos; at += 2) {
    count += strncasecmp(head.c_str() + at + 2, name.c_str(), name.size()) == 0 ? 1 : 0;
  }
  return count;
}

void CheckUnambiguous(const std::string& head, const RequestHead& parsed) {
  CHECK(head.find("\r\n\r\n") == head.size() - 4);
  CHECK(head.find('\0') == std::string::npos);
  for (size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\n') CHECK(i > 0 && head[i - 1] == '\r');
    if (head[i] == '\r') CHECK(i + 1 < head.size() && head[i + 1] == '\n');
  }
  const size_t lengths = CountLines(head, "content-length:");
  const size_t codings = CountLines(head, "transfer-encoding:");
  CHECK(lengths + codings <= 1);
  CHECK(CountLines(head, "content-length ") + CountLines(head, "transfer-encoding ") == 0);
  CHECK(CountLines(head, " ") + CountLines(head, "\t") == 0);
  CHECK(CountLines(head, "host:") <= 1);
  CHECK((parsed.framing == Framing::kChunked) == (codings == 1));
  CHECK(parsed.framing != Framing::kLength || (lengths == 1 && parsed.content_length > 0));
  CHECK(!parsed.path.empty());
}

// One connection that gets its bytes in pieces; stops at the first error, as the server does.
class Reader {
 public:
  void Feed(std::string_view piece) {
    unread_ += piece;
    while (!broken_ && requests_.size() < kMaxRequests && Step()) {
    }
  }
  const std::vector<Request>& requests() const { return requests_; }
  bool broken() const { return broken_; }

 private:
  bool Step() { return in_body_ ? ReadBody() : ReadHead(); }

  bool ReadHead() {
    const std::optional<size_t> end = scanner_.Find(unread_);
    if (!end) return false;
    present_ = Request{.head = unread_.substr(0, *end)};
    unread_.erase(0, *end);
    scanner_.Reset();
    std::string bytes = present_.head;
    RequestHead head;
    if (!farthing::net::ParseRequestHead(bytes.data(), bytes.size(), &head)) {
      broken_ = true;
      return false;
    }
    CheckUnambiguous(present_.head, head);
    present_.path = head.path;
    body_ = BodyReader(head.framing, head.content_length);
    in_body_ = true;
    return true;
  }

  bool ReadBody() {
    std::string_view input = unread_;
    std::string_view data;
    BodyReader::State state = BodyReader::State::kMore;
    do {
      state = body_.Next(&input, &data);
      present_.body += data;
    } while (!data.empty());
    unread_.erase(0, unread_.size() - input.size());
    broken_ = state == BodyReader::State::kBroken;
    if (state != BodyReader::State::kDone) return false;
    requests_.push_back(present_);
    in_body_ = false;
    return true;
  }

  std::string unread_;
  HeadScanner scanner_;
  Request present_;
  BodyReader body_;
  bool in_body_ = false;
  bool broken_ = false;
  std::vector<Request> requests_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 1 << 16) return 0;
  // The first byte chooses the size of the pieces.
  const size_t step = data[0] == 0 ? 1 : data[0];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Reader whole;
  whole.Feed(bytes);
  Reader split;
  for (size_t at = 0; at < bytes.size(); at += step) split.Feed(bytes.substr(at, step));
  CHECK(whole.requests() == split.requests());
  CHECK(whole.broken() == split.broken());
  return 0;
}
