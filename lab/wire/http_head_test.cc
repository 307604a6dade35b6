#include "lab/wire/http_head.h"

#include <gtest/gtest.h>

namespace farthing::lab {
namespace {

HeadState Parse(std::string_view bytes, Head* head) {
  size_t size = 0;
  const HeadState state = ParseHead(bytes, head, &size);
  if (state == HeadState::kComplete) EXPECT_EQ(size, bytes.find("\r\n\r\n") + 4);
  return state;
}

TEST(HttpHead, ReadsARequest) {
  Head head;
  ASSERT_EQ(Parse("POST /v1/x HTTP/1.1\r\nHost: a\r\nX-Y:  b c \r\n\r\nbody", &head),
            HeadState::kComplete);
  EXPECT_EQ(head.first, "POST");
  EXPECT_EQ(head.second, "/v1/x");
  EXPECT_EQ(head.third, "HTTP/1.1");
  EXPECT_EQ(head.Find("x-y"), "b c");
  EXPECT_EQ(head.Find("absent"), "");
}

TEST(HttpHead, EveryPrefixIsIncomplete) {
  const std::string_view whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  Head head;
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(Parse(whole.substr(0, i), &head), HeadState::kIncomplete) << i;
  }
}

TEST(HttpHead, RejectsWhatIsNotHttp) {
  Head head;
  EXPECT_EQ(Parse("hello\r\n\r\n", &head), HeadState::kMalformed);
  EXPECT_EQ(Parse("GET / FTP/1.0\r\n\r\n", &head), HeadState::kMalformed);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\nno colon\r\n\r\n", &head), HeadState::kMalformed);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\na : b\r\n\r\n", &head), HeadState::kMalformed);
}

TEST(HttpHead, ContradictoryFramingIsRefused) {
  Head head;
  Parse("POST / HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n", &head);
  EXPECT_FALSE(RequestFraming(head));
  Parse("POST / HTTP/1.1\r\ncontent-length: 3x\r\n\r\n", &head);
  EXPECT_FALSE(RequestFraming(head));
}

TEST(HttpHead, AnAnswerWithoutFramingEndsWithTheConnection) {
  Head head;
  Parse("HTTP/1.1 200 OK\r\n\r\n", &head);
  const auto framing = AnswerFraming(head);
  ASSERT_TRUE(framing);
  EXPECT_EQ(framing->kind, Framing::Kind::kUntilClose);
  EXPECT_FALSE(framing->keep_alive);
  Parse("HTTP/1.1 204 No Content\r\n\r\n", &head);
  EXPECT_EQ(AnswerFraming(head)->kind, Framing::Kind::kNone);
}

TEST(HttpHead, ConnectionFieldDecidesKeepAlive) {
  Head head;
  Parse("GET / HTTP/1.1\r\nConnection: TE, Close\r\n\r\n", &head);
  EXPECT_FALSE(RequestFraming(head)->keep_alive);
  Parse("GET / HTTP/1.0\r\n\r\n", &head);
  EXPECT_FALSE(RequestFraming(head)->keep_alive);
  Parse("GET / HTTP/1.1\r\n\r\n", &head);
  EXPECT_TRUE(RequestFraming(head)->keep_alive);
}

}  // namespace
}  // namespace farthing::lab
