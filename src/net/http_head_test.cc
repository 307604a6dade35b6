#include "net/http_head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farthing::net {
namespace {

struct Parsed {
  std::string bytes;  // the head's views look into it
  RequestHead head;
  std::string wrong;  // empty: accepted
};

void Parse(std::string bytes, Parsed* out) {
  out->bytes = std::move(bytes);
  Status parsed = ParseRequestHead(out->bytes.data(), out->bytes.size(), &out->head);
  out->wrong = parsed ? "" : parsed.error().message;
  if (!parsed) EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidRequest);
}

std::string With(std::string_view lines) {
  return "POST /v1/x HTTP/1.1\r\nHost: h\r\n" + std::string(lines) + "\r\n";
}

std::string WhyRefused(std::string bytes) {
  Parsed parsed;
  Parse(std::move(bytes), &parsed);
  return parsed.wrong;
}

TEST(RequestHead, ReadsLineHeadersAndFraming) {
  Parsed p;
  Parse(
      "POST /v1/chat/completions?a=1&b HTTP/1.1\r\nHOST: api.example:443\r\n"
      "Authorization:Bearer k\r\nX-Api-Key: \t k2 \t\r\nContent-Type: application/json\r\n"
      "Content-Length: 12\r\nContent-Encoding: gzip\r\nExpect: 100-Continue\r\nx-Empty:\r\n\r\n",
      &p);
  ASSERT_EQ(p.wrong, "");
  EXPECT_EQ(p.head.method, Method::kPost);
  EXPECT_EQ(p.head.target, "/v1/chat/completions?a=1&b");
  EXPECT_EQ(p.head.path, "/v1/chat/completions");
  EXPECT_EQ(p.head.query, "a=1&b");
  EXPECT_EQ(p.head.host, "api.example:443");
  EXPECT_EQ(p.head.authorization, "Bearer k");
  EXPECT_EQ(p.head.x_api_key, "k2");
  EXPECT_EQ(p.head.content_type, "application/json");
  EXPECT_EQ(p.head.content_encoding, "gzip");
  EXPECT_EQ(p.head.framing, Framing::kLength);
  EXPECT_EQ(p.head.content_length, 12u);
  EXPECT_TRUE(p.head.keep_alive);
  EXPECT_TRUE(p.head.expect_continue);
  EXPECT_EQ(p.head.Find("x-empty"), "");
  EXPECT_NE(p.head.Find("x-empty").data(), nullptr);
  EXPECT_EQ(p.head.Find("x-absent").data(), nullptr);
}

TEST(RequestHead, ParsingAnewForgetsTheFormerRequest) {
  Parsed p;
  Parse(With("content-length: 5\r\nx-api-key: secret\r\nexpect: 100-continue\r\n"), &p);
  Parse("GET / HTTP/1.0\r\n\r\n", &p);
  ASSERT_EQ(p.wrong, "");
  EXPECT_TRUE(p.head.headers.empty());
  EXPECT_EQ(p.head.framing, Framing::kNone);
  EXPECT_EQ(p.head.content_length, 0u);
  EXPECT_TRUE(p.head.x_api_key.empty());
  EXPECT_FALSE(p.head.expect_continue);
}

TEST(RequestHead, KnowsWhenAConnectionStays) {
  const struct {
    const char* bytes;
    bool stays;
  } cases[] = {
      {"GET / HTTP/1.1\r\nhost: h\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nhost: h\r\nconnection: x, CLOSE ,y\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nhost: h\r\nconnection: keep-alive\r\nconnection: close\r\n\r\n", false},
      {"GET / HTTP/1.1\r\nhost: h\r\nconnection: closed\r\n\r\n", true},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n", true},
      {"GET / HTTP/1.0\r\nconnection: keep-alive, close\r\n\r\n", false},
  };
  for (const auto& one : cases) {
    Parsed p;
    Parse(one.bytes, &p);
    EXPECT_EQ(p.wrong, "") << one.bytes;
    EXPECT_EQ(p.head.keep_alive, one.stays) << one.bytes;
  }
}

TEST(RequestHead, TakesThePathOfEveryForm) {
  const struct {
    const char* target;
    const char* path;
    const char* query;
  } cases[] = {
      {"/", "/", ""},
      {"/a?b?c", "/a", "b?c"},
      {"/a?", "/a", ""},
      {"//evil/x", "//evil/x", ""},
      {"*", "*", ""},
      {"http://h/v1/models?x=1", "/v1/models", "x=1"},
      {"HTTPS://h:1/a", "/a", ""},
      {"http://h", "/", ""},
      {"http://h?x=/y", "/", "x=/y"},
      {"http://", "/", ""},
  };
  for (const auto& one : cases) {
    Parsed p;
    Parse(std::string("GET ") + one.target + " HTTP/1.1\r\nhost: h\r\n\r\n", &p);
    EXPECT_EQ(p.wrong, "") << one.target;
    EXPECT_EQ(p.head.path, one.path) << one.target;
    EXPECT_EQ(p.head.query, one.query) << one.target;
  }
}

TEST(RequestHead, RefusesWhatTwoReadersCouldFrameDifferently) {
  const char* const cases[] = {
      "content-length: 1\r\ncontent-length: 1\r\n",
      "content-length: 1\r\ncontent-length: 2\r\n",
      "content-length: 1, 1\r\n",
      "content-length:\r\n",
      "content-length: +1\r\n",
      "content-length: -1\r\n",
      "content-length: 0x1\r\n",
      "content-length: 1 1\r\n",
      "content-length: 1.0\r\n",
      "content-length: 9999999999999999999\r\n",
      "content-length: 5\r\ntransfer-encoding: chunked\r\n",
      "transfer-encoding: chunked\r\ncontent-length: 0\r\n",
      "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
      "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
      "transfer-encoding: gzip, chunked\r\n",
      "transfer-encoding: chunked, chunked\r\n",
      "transfer-encoding: chunked;q=1\r\n",
      "transfer-encoding: xchunked\r\n",
      "transfer-encoding: identity\r\n",
      "transfer-encoding:\r\n",
      "transfer-encoding: \013chunked\r\n",
      "transfer-encoding : chunked\r\n",
      "content-length : 5\r\n",
      "x: a\r\n content-length: 5\r\n",
      "x: a\r\n\tb\r\n",
      "content\xC4length: 5\r\n",
      "x: a\ncontent-length: 5\r\n",
      "x: a\rcontent-length: 5\r\n",
      "x: a\r\r\n",
      ": v\r\n",
      "no colon here\r\n",
      "na me: v\r\n",
      "x: a\x7f\r\n",
      "x: a\x01\r\n",
      "host: other\r\n",
      "expect: 200-ok\r\n",
  };
  for (const char* lines : cases) EXPECT_NE(WhyRefused(With(lines)), "") << lines;
  EXPECT_NE(WhyRefused(With(std::string_view("x: a\0b\r\n", 8))), "");
  EXPECT_NE(WhyRefused(With(std::string_view("x\0: a\r\n", 7))), "");
  EXPECT_NE(WhyRefused("POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n"), "");
  EXPECT_EQ(WhyRefused(With("transfer-encoding: \t CHUNKED \r\n")), "");
  EXPECT_EQ(WhyRefused(With("content-length: 007\r\n")), "");
}

TEST(RequestHead, RefusesMalformedLines) {
  const char* const cases[] = {
      "PRI * HTTP/2.0\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",  // no host
      "GET /\r\nhost: h\r\n\r\n",
      "GET  / HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET /  HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET / x HTTP/1.1\r\nhost: h\r\n\r\n",
      " GET / HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET\t/ HTTP/1.1\r\nhost: h\r\n\r\n",
      "G(T / HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET / HTTP/1.2\r\nhost: h\r\n\r\n",
      "GET / HTTP/11\r\nhost: h\r\n\r\n",
      "GET / http/1.1\r\nhost: h\r\n\r\n",
      "GET / HTTP/1.1 \r\nhost: h\r\n\r\n",
      "GET / HTTP/1.1\nhost: h\r\n\r\n",
      "GET / HTTP/1.1\r\nhost: h\n\r\n",
      "GET / HTTP/1.1\r\nhost: h\r\n\n",
      "GET /#top HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET /\x01 HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET v1/models HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET ftp://h/ HTTP/1.1\r\nhost: h\r\n\r\n",
      "GET x?u=http://h/v1/models HTTP/1.1\r\nhost: h\r\n\r\n",
      "CONNECT h:443 HTTP/1.1\r\nhost: h\r\n\r\n",
      "\r\n\r\n",
      "\x16\x03\x01\r\n\r\n",
  };
  for (const char* bytes : cases) EXPECT_NE(WhyRefused(bytes), "") << bytes;
}

TEST(RequestHead, Takes100HeadersAndNotOneMore) {
  std::string lines;
  for (int i = 0; i < 99; ++i) lines += "x-" + std::to_string(i) + ": v\r\n";
  EXPECT_EQ(WhyRefused(With(lines)), "");
  EXPECT_NE(WhyRefused(With(lines + "one-more: v\r\n")), "");
}

TEST(RequestHead, TakesHugeLines) {
  const std::string huge(1024 * 1024, 'a');
  Parsed p;
  Parse("GET /" + huge + " HTTP/1.1\r\nhost: h\r\nx: " + huge + "\r\n\r\n", &p);
  ASSERT_EQ(p.wrong, "");
  EXPECT_EQ(p.head.path.size(), huge.size() + 1);
  EXPECT_EQ(p.head.Find("x"), huge);
}

TEST(HeadScanner, FindsTheEndInEverySplit) {
  const std::string head = "GET / HTTP/1.1\r\nhost: h\r\nx: \r y\r\n\r\n";
  const std::string bytes = head + "\r\n\r\nbody";
  for (size_t first = 0; first <= bytes.size(); ++first) {
    for (size_t second = first; second <= bytes.size(); ++second) {
      HeadScanner scanner;
      std::optional<size_t> end;
      for (const size_t size : {first, second, bytes.size()}) {
        if (!end) end = scanner.Find(std::string_view(bytes).substr(0, size));
        if (size < head.size()) ASSERT_EQ(end, std::nullopt) << size;
      }
      ASSERT_EQ(end, head.size()) << first << " " << second;
    }
  }
}

TEST(HeadScanner, EndsAtABareLineFeedTooSoThatTheParserRefusesIt) {
  for (const std::string_view bytes : {"GET / HTTP/1.1\nhost: h\n\n", "a\r\nb\n\r\n", "a\n\nb"}) {
    HeadScanner scanner;
    const std::optional<size_t> end = scanner.Find(bytes);
    ASSERT_TRUE(end.has_value());
    EXPECT_NE(WhyRefused(std::string(bytes.substr(0, *end))), "");
  }
}

TEST(HttpHead, ParsesOnlyPlainDecimals) {
  EXPECT_EQ(ParseDecimal("0"), 0u);
  EXPECT_EQ(ParseDecimal("999999999999999999"), 999999999999999999u);
  for (const char* bad : {"", " 1", "1 ", "+1", "-1", "1a", "0x1", "1000000000000000000"}) {
    EXPECT_EQ(ParseDecimal(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace farthing::net
