#include "net/server_connection.h"

#include <fmt/format.h>

#include <array>

#include "net/chunked.h"
#include "net/status_text.h"

namespace farthing::net {
namespace {

// How much of an unwanted body is read so that the caller gets to see our answer before a reset.
constexpr uint64_t kMaxLingerBytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds kMaxLinger{3};

}  // namespace

ServerConnection::ServerConnection(Server& server, Socket socket, const Address& peer, bool shed)
    : server_(server), socket_(std::move(socket)), peer_(peer), shed_(shed) {}

void ServerConnection::Drain() {
  keep_alive_ = false;
  if (idle_) socket_.Cancel();
}

bool ServerConnection::TurnIsOver(size_t bytes) {
  turn_bytes_ += bytes;
  if (turn_bytes_ < Loop::kTurnBytes) return false;
  turn_bytes_ = 0;
  return true;
}

Task<bool> ServerConnection::Handshake(TlsServer& tls) {
  socket_.StartTls(tls.Accept());
  socket_.SetDeadline(socket_.loop().now() + server_.limits_.request_timeout);
  for (;;) {
    const IoResult step = socket_.TryHandshake();
    if (step.ok()) co_return true;
    if (step.status != IoStatus::kWouldBlock) co_return false;
    if (co_await socket_.Readable() != IoStatus::kOk) co_return false;
  }
}

Task<bool> ServerConnection::Write(std::span<const std::string_view> pieces) {
  socket_.ClearDeadline();  // the request's, passed or not, is not the answer's
  Socket::WriteAwaiter write = socket_.Write(pieces);
  const bool at_once = write.await_ready();
  size_t written = 0;
  for (;;) {
    if (!at_once) socket_.SetDeadline(socket_.loop().now() + server_.limits_.send_stall);
    const IoResult result = co_await write;
    const bool moving = result.status == IoStatus::kTimedOut && result.bytes > written;
    written = result.bytes;
    if (moving) continue;
    sent_bytes_ += written;
    if (!at_once) socket_.ClearDeadline();
    co_return result.ok();
  }
}

void ServerConnection::BuildHead(int status, std::string_view header_lines,
                                 std::optional<size_t> length) {
  if (server_.draining_ || !CanFinishBody()) keep_alive_ = false;
  const bool lengthless = status == 204 || status == 304;  // RFC 9110, section 8.6
  bodyless_ = lengthless || head_.method == Method::kHead;
  out_.clear();
  out_.append("HTTP/1.1 ");
  out_.append(StatusLine(status));
  out_.append(header_lines);
  if (lengthless) {
    // ends with its head
  } else if (length) {
    fmt::format_int digits(*length);
    out_.append("content-length: ");
    out_.append(digits.data(), digits.size());
    out_.append("\r\n");
  } else if (head_.minor_version == 1) {
    out_.append("transfer-encoding: chunked\r\n");
  } else {
    keep_alive_ = false;
  }
  out_.append(server_.DateLine());
  if (!keep_alive_) {
    out_.append("connection: close\r\n");
  } else if (head_.minor_version == 0) {
    out_.append("connection: keep-alive\r\n");
  }
  out_.append("\r\n");
}

// Answers a request that never reached the handler; the connection closes after it.
Task<void> ServerConnection::Refuse(Error error) {
  if (error.code == ErrorCode::kCancelled) co_return;
  keep_alive_ = false;
  auto [lines, body] = server_.handler_.Refuse(head_, error);
  if (error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
    lines += "retry-after: " + std::to_string(seconds.count()) + "\r\n";
  }
  BuildHead(error.http_status(), lines, body.size());
  const std::array<std::string_view, 2> pieces{out_, bodyless_ ? std::string_view() : body};
  co_await Write(pieces);
}

// Closing while bytes are still coming in would reset the connection and could take our answer with
// it (RFC 9112, section 9.6): say that we are done, then read on for a while.
Task<void> ServerConnection::Linger() {
  socket_.ShutdownWrite();
  socket_.SetDeadline(socket_.loop().now() + kMaxLinger);
  for (uint64_t total = 0; total < kMaxLingerBytes;) {
    ReleaseIdleBuffers();
    if (co_await socket_.Readable() != IoStatus::kOk) co_return;
    const std::optional<IoStatus> read = TryReadMore();
    if (!read) continue;
    if (*read != IoStatus::kOk) co_return;
    total += unread_.size();
    if (TurnIsOver(unread_.size())) co_await socket_.loop().Yield();
  }
}

// One request; true when the connection may serve another.
Task<bool> ServerConnection::ServeOne() {
  head_ = RequestHead{.headers = std::move(head_.headers)};
  head_.headers.clear();
  idle_ = false;
  Result<bool> read = co_await ReadRequestHead();
  if (!read) {
    co_await Refuse(read.error());
    co_await Linger();
    co_return false;
  }
  if (!*read) co_return false;
  keep_alive_ = head_.keep_alive && !server_.draining_;
  body_reader_ = BodyReader(head_.framing, head_.content_length);
  body_taken_ = body_failed_ = false;
  body_bytes_ = sent_bytes_ = 0;
  answer_ = Answer::kNone;
  if (shed_) {
    co_await Refuse(Error::Overloaded("Too many connections are open; try again shortly.",
                                      std::chrono::seconds(1)));
    co_await Linger();
    co_return false;
  }
  Exchange exchange(*this);
  if (head_.framing == Framing::kNone) socket_.ClearDeadline();
  co_await server_.handler_.Handle(exchange);
  socket_.OnHangup(nullptr);
  if (answer_ != Answer::kComplete) co_return false;
  const bool clean = co_await FinishBody();
  body_.Clear();
  head_buffer_.Release();
  large_head_ = std::vector<char>();
  if (!clean || !keep_alive_) {
    co_await Linger();
    co_return false;
  }
  co_return true;
}

Task<void> ServerConnection::Run(TlsServer* tls) {
  bool open = tls == nullptr || co_await Handshake(*tls);
  while (open) {
    open = co_await WaitForRequest();
    if (open) open = co_await ServeOne();
  }
  server_.Remove(this);
}

}  // namespace farthing::net
