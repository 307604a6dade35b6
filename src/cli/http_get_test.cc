#include "cli/http_get.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

namespace farthing::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr std::string_view kPlain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "HTTP/1.1 404 Not Found\r\nX: content-length: 1\r\nTransfer-Encoding:  chunked \r\n\r\n"
    "3;ext=1\r\nhel\r\nB\r\nlo\r\nworld!\n\r\n0\r\n";

// Every proper prefix asks for more; the whole is the reply.
void ExpectReply(std::string_view text, int status, std::string_view body) {
  for (size_t size = 0; size < text.size(); ++size) {
    const auto partial = ParseReply(text.substr(0, size), false);
    ASSERT_TRUE(partial.has_value()) << size;
    EXPECT_FALSE(partial->has_value()) << size;
    EXPECT_FALSE(ParseReply(text.substr(0, size), true).has_value()) << size;
  }
  const auto reply = ParseReply(text, false);
  ASSERT_TRUE(reply.has_value());
  ASSERT_TRUE(reply->has_value());
  EXPECT_EQ((*reply)->status, status);
  EXPECT_EQ((*reply)->body, body);
}

TEST(ParseReply, ReadsALengthAtEverySplit) { ExpectReply(kPlain, 200, "hello"); }

TEST(ParseReply, ReadsChunksAtEverySplit) { ExpectReply(kChunked, 404, "hello\r\nworld!\n"); }

TEST(ParseReply, SkipsInterimAnswers) {
  ExpectReply("HTTP/1.1 100 Continue\r\n\r\n" + std::string(kPlain), 200, "hello");
}

TEST(ParseReply, WithoutALengthTheEndIsTheEnd) {
  constexpr std::string_view kText = "HTTP/1.0 503 Busy\r\nserver: x\r\n\r\nsome text";
  EXPECT_FALSE(ParseReply(kText, false)->has_value());
  const auto reply = ParseReply(kText, true);
  ASSERT_TRUE(reply.has_value() && reply->has_value());
  EXPECT_EQ((*reply)->status, 503);
  EXPECT_EQ((*reply)->body, "some text");
}

TEST(ParseReply, RefusesWhatIsNoAnswer) {
  for (const std::string& text :
       {std::string("SSH-2.0-OpenSSH"), std::string("HTTP/2 200\r\n\r\n"),
        std::string("HTTP/1.1 abc\r\n\r\n"), std::string("HTTP/1.1\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"),
        std::string("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n"),
        "HTTP/1.1 200 OK\r\nx: " + std::string(70'000, 'y')}) {
    EXPECT_FALSE(ParseReply(text, false).has_value()) << text.substr(0, 60);
  }
}

// Answers one connection with `reply` and keeps what was asked.
class OneAnswer {
 public:
  OneAnswer(int family, const sockaddr* address, socklen_t size, std::string reply)
      : fd_(socket(family, SOCK_STREAM, 0)) {
    EXPECT_EQ(bind(fd_, address, size), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    thread_ = std::thread([this, reply = std::move(reply)] {
      const int peer = accept(fd_, nullptr, nullptr);
      char buffer[4096];
      while (asked_.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = read(peer, buffer, sizeof buffer);
        if (got <= 0) break;
        asked_.append(buffer, static_cast<size_t>(got));
      }
      EXPECT_EQ(write(peer, reply.data(), reply.size()), static_cast<ssize_t>(reply.size()));
      close(peer);
    });
  }
  ~OneAnswer() {
    Asked();
    close(fd_);
  }
  const std::string& Asked() {
    if (thread_.joinable()) thread_.join();
    return asked_;
  }
  uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

 private:
  const int fd_;
  std::string asked_;
  std::thread thread_;
};

sockaddr_in Loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

TEST(HttpGet, AsksAndReads) {
  const sockaddr_in address = Loopback();
  OneAnswer server(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address,
                   std::string(kChunked));
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
  const auto reply = HttpGet({url, "/a?b=c", {{"authorization", "Bearer t"}}}, seconds(10));
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->status, 404);
  EXPECT_EQ(server.Asked(), "GET /a?b=c HTTP/1.1\r\nhost: " + url.substr(7) +
                                "\r\nconnection: close\r\nauthorization: Bearer t\r\n\r\n");
}

TEST(HttpGet, KnowsUnixSockets) {
  const std::string path = testing::TempDir() + "http_get_" + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  OneAnswer server(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address,
                   std::string(kPlain));
  const auto reply = HttpGet({"unix:" + path, "/", {}}, seconds(10));
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->body, "hello");
  unlink(path.c_str());
}

TEST(HttpGet, SaysWhyThereIsNoAnswer) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in any = Loopback();
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));

  EXPECT_THAT(HttpGet({url, "/", {}}, seconds(10)).error().message,
              HasSubstr("cannot reach " + url + ": Connection refused"));
  ASSERT_EQ(listen(fd, 1), 0);  // accepts, never answers
  EXPECT_THAT(HttpGet({url, "/", {}}, milliseconds(20)).error().message,
              HasSubstr("does not answer in time"));
  EXPECT_THAT(HttpGet({"ftp://h:1", "/", {}}, seconds(1)).error().message, HasSubstr("https://"));
  EXPECT_FALSE(HttpGet({"http://localhost", "/", {}}, seconds(1)).has_value());
  EXPECT_FALSE(HttpGet({"unix:/nowhere/at/all", "/", {}}, seconds(1)).has_value());
  close(fd);
}

}  // namespace
}  // namespace farthing::cli
