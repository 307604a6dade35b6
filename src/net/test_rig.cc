#include "net/test_rig.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cctype>
#include <cstdlib>

#include "base/check.h"

namespace farthing::net::test {
namespace {

void SetPatience(int fd) {
  const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

uint64_t NumberIn(std::string_view query) {
  return query.empty() ? 0 : std::strtoull(std::string(query).c_str(), nullptr, 10);
}

}  // namespace

bool LoopThread::Until(const std::function<bool()>& done) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < give_up) {
    if (Call([&] { return done(); })) return true;
  }
  return false;
}

Peer::Peer(const Address& address, int receive_buffer)
    : fd_(socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) {
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  }
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  SetPatience(fd_);
  if (connect(fd_, address.get(), address.size()) != 0) Close();
}

bool Peer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool Peer::Delivered() {
  int unacknowledged = 1;
  while (unacknowledged > 0) {
    if (ioctl(fd_, TIOCOUTQ, &unacknowledged) != 0) return false;
  }
  return true;
}

std::string Peer::Receive() {
  if (!received_.empty()) return std::exchange(received_, {});
  std::string bytes(64 * 1024, '\0');
  const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
  bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return bytes;
}

std::string Peer::ReceiveAll() {
  std::string all;
  for (std::string more = Receive(); !more.empty(); more = Receive()) all += more;
  return all;
}

std::string Peer::ReceiveTo(std::string_view mark) {
  std::string all;
  for (size_t searched = 0;;) {
    const size_t at = all.find(mark, searched);
    if (at != std::string::npos) {
      received_ = all.substr(at + mark.size());
      all.resize(at + mark.size());
      return all;
    }
    searched = all.size() < mark.size() ? 0 : all.size() - mark.size() + 1;
    const std::string more = Receive();
    if (more.empty()) {
      received_ = std::move(all);
      return {};
    }
    all += more;
  }
}

bool Peer::ReadExactly(size_t size, std::string* out) {
  while (size > 0) {
    std::string more = Receive();
    if (more.empty()) return false;
    if (more.size() > size) {
      received_ = more.substr(size);
      more.resize(size);
    }
    size -= more.size();
    *out += more;
  }
  return true;
}

bool Peer::ReadChunks(std::string* out) {
  for (;;) {
    const std::string line = ReceiveTo("\r\n");
    if (line.empty()) return false;
    const size_t size = std::strtoull(line.c_str(), nullptr, 16);
    std::string end;
    if (!ReadExactly(size, out) || !ReadExactly(2, &end) || end != "\r\n") return false;
    if (size == 0) return true;
  }
}

Answer Peer::ReadAnswer(bool bodyless) {
  Answer answer;
  answer.head = LowerCase(ReceiveTo("\r\n\r\n"));
  if (answer.head.size() < 12) return answer;
  answer.status = std::atoi(answer.head.c_str() + 9);
  const size_t length = answer.head.find("\r\ncontent-length: ");
  if (bodyless || answer.status == 204 || answer.status == 304 || answer.status < 200) {
    answer.whole = true;
  } else if (answer.head.find("transfer-encoding: chunked") != std::string::npos) {
    answer.whole = ReadChunks(&answer.body);
  } else if (length != std::string::npos) {
    const size_t size = std::strtoull(answer.head.c_str() + length + 18, nullptr, 10);
    answer.whole = ReadExactly(size, &answer.body);
  } else {
    answer.body = ReceiveAll();
    answer.whole = true;
  }
  return answer;
}

void Peer::HalfClose() { shutdown(fd_, SHUT_WR); }

void Peer::Reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  Close();
}

void Peer::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

// "/echo" answers with path, a request header and body; "/stream?N" streams N bytes; "/wait"
// answers only once the caller has hung up; "/abort" begins an answer and gives up; "/204"; any
// other path is answered with itself, the body unread.
Task<void> TestHandler::Handle(Exchange& exchange) {
  ++handled;
  const std::string_view path = exchange.head().path;
  if (path == "/echo") co_return co_await Echo(exchange);
  if (path == "/stream") co_return co_await Stream(exchange);
  if (path == "/wait") co_return co_await Wait(exchange);
  if (path == "/abort") {
    exchange.StartStream(200, "");
    const std::array<std::string_view, 1> pieces{"half"};
    co_await exchange.WriteStream(pieces);
    exchange.Abort();
    if (co_await exchange.EndStream()) CHECK(false);
    co_return;
  }
  const std::array<std::string_view, 1> pieces{path};
  const bool empty = path == "/204";
  const std::span<const std::string_view> body(pieces.data(), empty ? 0 : 1);
  co_await exchange.Respond(empty ? 204 : 200, "", body);
}

Task<void> TestHandler::Echo(Exchange& exchange) {
  Result<std::string_view> body = co_await exchange.ReadBody();
  if (exchange.responded()) responded_early = true;
  if (!body) {
    if (body.error().code == ErrorCode::kCancelled) co_return;
    const std::array<std::string_view, 1> pieces{body.error().message};
    co_await exchange.Respond(body.error().http_status(), "", pieces);
    co_return;
  }
  // The head's views must still hold after the body was read.
  const std::array<std::string_view, 5> pieces{exchange.head().path, "|",
                                               exchange.head().Find("x-mark"), "|", *body};
  co_await exchange.Respond(200, "content-type: text/plain\r\n", pieces);
}

Task<void> TestHandler::Stream(Exchange& exchange) {
  exchange.StartStream(200, "content-type: text/event-stream\r\n");
  const std::string block(64 * 1024, 's');
  for (uint64_t left = NumberIn(exchange.head().query); left > 0;) {
    const std::array<std::string_view, 1> pieces{std::string_view(block).substr(0, left)};
    if (!co_await exchange.WriteStream(pieces)) {
      ++failed_writes;
      co_return;
    }
    streamed += pieces[0].size();
    left -= pieces[0].size();
  }
  co_await exchange.EndStream();
}

Task<void> TestHandler::Wait(Exchange& exchange) {
  Sleep forever(exchange.loop(), std::chrono::hours(1));
  exchange.OnHangup([this, &forever] {
    ++hang_ups;
    forever.Cancel();
  });
  co_await forever;
  const std::array<std::string_view, 1> pieces{"too late"};
  co_await exchange.Respond(200, "", pieces);
}

Refusal TestHandler::Refuse(const RequestHead& head, const Error& error) {
  return {"x-path: " + std::string(head.path) + "\r\n", error.message};
}

TestServer::TestServer(Options options) {
  Result<Address> where = Address::Parse(options.listen);
  CHECK(where.has_value());
  Result<ListenSocket> listener = ListenSocket::Open(*where, false);
  CHECK(listener.has_value());
  address_ = listener->address();
  thread_.Call([&] {
    server_ = std::make_unique<Server>(thread_.loop(), handler_, options.limits);
    server_->Listen(std::move(*listener), std::move(options.tls));
  });
}

TestServer::~TestServer() {
  std::promise<void> drained;
  thread_.loop().Post([&] {
    server_->Drain([&] { drained.set_value(); });
    server_->CutAll();
  });
  CHECK(drained.get_future().wait_for(kPatience) == std::future_status::ready);
  thread_.Call([&] { server_.reset(); });
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts, const std::string& listen) {
  Result<Address> where = Address::Parse(listen);
  CHECK(where.has_value());
  Result<ListenSocket> listener = ListenSocket::Open(*where, false);
  CHECK(listener.has_value());
  address_ = listener->address();
  fd_ = listener->Release();
  thread_ = std::thread([this, scripts = std::move(scripts)] {
    for (const Script& script : scripts) {
      fd_set set;
      FD_ZERO(&set);
      FD_SET(fd_, &set);
      if (select(fd_ + 1, &set, nullptr, nullptr, nullptr) != 1) return;
      const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      SetPatience(fd);
      ++accepted_;
      Peer peer(fd);
      script(peer);
    }
  });
}

ScriptedServer::~ScriptedServer() {
  shutdown(fd_, SHUT_RDWR);
  thread_.join();
  close(fd_);
}

std::string Gzip(std::string_view plain) {
  z_stream z{};
  CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&z, plain.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

}  // namespace farthing::net::test
