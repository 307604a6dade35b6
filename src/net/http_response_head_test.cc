#include <gtest/gtest.h>

#include <string>

#include "net/http_head.h"

namespace farthing::net {
namespace {

struct Parsed {
  std::string bytes;
  ResponseHead head;
  std::string wrong;
};

void Parse(std::string bytes, Parsed* out, bool to_head_request = false) {
  out->bytes = std::move(bytes);
  Status parsed =
      ParseResponseHead(out->bytes.data(), out->bytes.size(), to_head_request, &out->head);
  out->wrong = parsed ? "" : parsed.error().message;
  if (!parsed) EXPECT_EQ(parsed.error().code, ErrorCode::kUpstream);
}

TEST(ResponseHead, ReadsStatusHeadersAndFraming) {
  Parsed p;
  Parse(
      "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 3\r\n"
      "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n",
      &p);
  ASSERT_EQ(p.wrong, "");
  EXPECT_EQ(p.head.status, 429);
  EXPECT_EQ(p.head.content_type, "application/json");
  EXPECT_EQ(p.head.content_encoding, "gzip");
  EXPECT_EQ(p.head.Find("retry-after"), "3");
  EXPECT_EQ(p.head.framing, Framing::kLength);
  EXPECT_EQ(p.head.content_length, 12u);
  EXPECT_TRUE(p.head.keep_alive);
}

TEST(ResponseHead, KnowsHowEachBodyEnds) {
  const struct {
    const char* bytes;
    Framing framing;
    bool keep_alive;
  } cases[] = {
      {"HTTP/1.1 200\r\ncontent-length: 5\r\n\r\n", Framing::kLength, true},
      {"HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n", Framing::kNone, true},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", Framing::kChunked, true},
      {"HTTP/1.1 200 OK\r\n\r\n", Framing::kUntilClose, false},
      {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n", Framing::kLength, true},
      // Both: chunked counts, and nothing after this answer is believed (RFC 9112, section 6.3).
      {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
       Framing::kChunked, false},
      {"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\n", Framing::kLength,
       false},
      {"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\n", Framing::kLength, false},
      {"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 5\r\n\r\n", Framing::kLength,
       true},
      {"HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", Framing::kNone, true},
      {"HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n", Framing::kNone, true},
      {"HTTP/1.1 100 Continue\r\n\r\n", Framing::kNone, true},
  };
  for (const auto& one : cases) {
    Parsed p;
    Parse(one.bytes, &p);
    EXPECT_EQ(p.wrong, "") << one.bytes;
    EXPECT_EQ(p.head.framing, one.framing) << one.bytes;
    EXPECT_EQ(p.head.keep_alive, one.keep_alive) << one.bytes;
  }
}

TEST(ResponseHead, ToAHeadRequestHasNoBody) {
  Parsed p;
  Parse("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", &p, true);
  EXPECT_EQ(p.head.framing, Framing::kNone);
  EXPECT_TRUE(p.head.keep_alive);
}

TEST(ResponseHead, RefusesWhatIsNoHttpOrHasTwoLengths) {
  const char* const cases[] = {
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.2 200 OK\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1 099 OK\r\n\r\n",
      "HTTP/1.1 600 OK\r\n\r\n",
      "HTTP/1.1  200 OK\r\n\r\n",
      "HTTP/1.1 2 0 OK\r\n\r\n",
      "SSH-2.0-OpenSSH_9\r\n\r\n",
      "{\"error\":1}\r\n\r\n",
      "HTTP/1.1 200 OK\ncontent-length: 5\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx: a\r\n b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx : a\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n",
      "\r\n\r\n",
  };
  for (const char* bytes : cases) {
    Parsed p;
    Parse(bytes, &p);
    EXPECT_NE(p.wrong, "") << bytes;
  }
}

}  // namespace
}  // namespace farthing::net
