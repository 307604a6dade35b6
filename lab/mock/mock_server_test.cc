#include "lab/mock/mock_server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

#include "lab/wire/socket.h"

namespace farthing::lab {
namespace {

// A blocking client that sends what it is told.
class Client {
 public:
  explicit Client(const MockServer& server)
      : socket_(StartConnect(ParseSocketAddress(server.url().substr(7)).value()).value()) {
    Await(POLLOUT);
  }

  void Send(std::string_view bytes) {
    ASSERT_EQ(send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  // Reads until `text` has come; false when the connection ends first (see error()).
  bool ReadUntil(std::string_view text) {
    while (received_.find(text) == std::string::npos) {
      if (!ReadSome()) return false;
    }
    return true;
  }

  // Reads until the connection ends; how many bytes came.
  size_t Drain() {
    size_t total = received_.size();
    while (ReadSome()) {
      total += received_.size();
      received_.clear();
    }
    return total;
  }

  const std::string& received() const { return received_; }
  int error() const { return error_; }  // 0: FIN

 private:
  void Await(short events) {
    pollfd waiting{socket_.get(), events, 0};
    poll(&waiting, 1, -1);
  }

  bool ReadSome() {
    Await(POLLIN);
    std::array<char, 65536> bytes;
    const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    error_ = size < 0 ? errno : 0;
    if (size > 0) received_.append(bytes.data(), static_cast<size_t>(size));
    return size > 0;
  }

  Fd socket_;
  std::string received_;
  int error_ = 0;
};

std::string Post(std::string_view body, std::string_view fields = "") {
  return "POST /v1/chat/completions HTTP/1.1\r\n" + std::string(fields) +
         "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

class MockServerTest : public testing::Test {
 protected:
  void SetUp() override { server_->Start(); }

  // What a client gets for these orders, until the connection ends.
  int ErrorAfter(std::string_view orders) {
    Client client(*server_);
    client.Send(Post("{}", "x-mock: " + std::string(orders) + "\r\n"));
    client.Drain();
    return client.error();
  }

  SystemClock clock_;
  std::unique_ptr<MockServer> server_ = MockServer::Create({}, Brain(), clock_).value();
};

TEST_F(MockServerTest, PipelinedRequestsAreAnsweredInOrder) {
  Client client(*server_);
  client.Send(Post(R"({"model":"first"})") + Post(R"({"model":"second"})") +
              Post(R"({"model":"third"})"));
  ASSERT_TRUE(client.ReadUntil("\"third\""));
  EXPECT_LT(client.received().find("\"first\""), client.received().find("\"second\""));
  EXPECT_LT(client.received().find("\"second\""), client.received().find("\"third\""));
}

TEST_F(MockServerTest, TellsAClientThatAsksToGoOn) {
  Client client(*server_);
  client.Send("POST /v1/messages HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  ASSERT_TRUE(client.ReadUntil("HTTP/1.1 100 Continue\r\n\r\n"));
  client.Send("{}");
  EXPECT_TRUE(client.ReadUntil("HTTP/1.1 200 OK"));
}

TEST_F(MockServerTest, ResetsAreResetsAndCutsAreEnds) {
  EXPECT_EQ(ErrorAfter("fault=reset"), ECONNRESET);
  EXPECT_EQ(ErrorAfter("fault=reset-head"), ECONNRESET);
  EXPECT_EQ(ErrorAfter("fault=reset-body"), ECONNRESET);
  EXPECT_EQ(ErrorAfter("fault=cut"), 0);
  EXPECT_EQ(ErrorAfter("fault=garbage"), 0);
}

TEST_F(MockServerTest, AHugeBodyIsMadeOnTheFly) {
  Client client(*server_);
  client.Send(Post("{}", "connection: close\r\nx-mock: fault=huge;bytes=64M\r\n"));
  EXPECT_GT(client.Drain(), 64u * 1024 * 1024);
}

TEST_F(MockServerTest, BytesThatAreNotHttpAreRefused) {
  Client client(*server_);
  client.Send("nonsense\r\n\r\n");
  EXPECT_TRUE(client.ReadUntil("HTTP/1.1 400"));
  client.Drain();
  EXPECT_EQ(client.error(), 0);
}

TEST_F(MockServerTest, APeerThatHangsUpIsCounted) {
  {
    Client client(*server_);
    client.Send(Post("{}", "x-mock: fault=stall-body\r\n"));
    ASSERT_TRUE(client.ReadUntil("content-length"));
  }
  // Its connection is closed in order with the next one's request.
  Client next(*server_);
  next.Send("GET /_mock/stats HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(next.ReadUntil("bad_requests"));
  EXPECT_NE(next.received().find("\"aborted_by_peer\":1"), std::string::npos) << next.received();
  EXPECT_NE(next.received().find("\"stall-body\":1"), std::string::npos);
}

}  // namespace
}  // namespace farthing::lab
