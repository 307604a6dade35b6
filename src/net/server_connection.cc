#include "net/server_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <cstring>

#include "base/check.h"
#include "net/chunked.h"
#include "net/status_text.h"

namespace farthing::net {
namespace {

// How much of an unwanted body is read so that the caller gets to see our answer before a reset.
constexpr uint64_t kMaxLingerBytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds kMaxLinger{3};
constexpr std::chrono::seconds kShedDeadline{1};

// The rest of an unread body up to which a connection is kept for the next request.
constexpr uint64_t kMaxSkipped = 256 * 1024;

// What a request counts as towards Loop::kTurnBytes.
constexpr size_t kRequestTurn = 16 * 1024;

Error HungUp() {
  Error error;
  error.code = ErrorCode::kCancelled;
  error.message = "The caller hung up.";
  return error;
}

Error FromStatus(IoStatus status) {
  if (status != IoStatus::kTimedOut) return HungUp();
  Error error;
  error.code = ErrorCode::kRequestTimeout;
  error.message = "The request was not received in time; send it faster.";
  return error;
}

}  // namespace

ServerConnection::ServerConnection(Server& server, Socket socket, const Address& peer, bool shed)
    : server_(server), socket_(std::move(socket)), peer_(peer), shed_(shed) {}

void ServerConnection::Drain() {
  keep_alive_ = false;
  if (idle_) socket_.Cancel();
}

void ServerConnection::ReleaseIdleBuffers() {
  buffer_.Release();
  large_ = std::vector<char>();
  unread_ = {};
}

// The head's views must outlive what is read after it. REQUIRES: nothing is unread.
void ServerConnection::HoldHead() {
  if (head_buffer_ || !large_head_.empty()) return;
  head_buffer_ = std::move(buffer_);
  large_head_ = std::move(large_);
  large_.clear();
  unread_ = {};
}

bool ServerConnection::TurnIsOver(size_t bytes) {
  turn_bytes_ += bytes;
  if (turn_bytes_ < Loop::kTurnBytes) return false;
  turn_bytes_ = 0;
  return true;
}

// One read behind what is unread; nullopt when it would have to wait.
std::optional<IoStatus> ServerConnection::TryReadMore() {
  if (!buffer_ && large_.empty()) buffer_ = socket_.loop().buffers().Take();
  char* start = large_.empty() ? buffer_.data() : large_.data();
  size_t capacity = large_.empty() ? buffer_.capacity() : large_.size() - Buffer::kPadding;
  if (unread_.empty()) unread_ = std::string_view(start, start);
  const size_t offset = static_cast<size_t>(unread_.data() - start);
  if (offset + unread_.size() == capacity) {
    // Full: what is unread goes to the front, of a larger block if it fills this one.
    if (offset == 0) {
      std::vector<char> larger(2 * capacity + Buffer::kPadding);
      std::memcpy(larger.data(), unread_.data(), unread_.size());
      large_ = std::move(larger);
      buffer_.Release();
      start = large_.data();
      capacity *= 2;
    } else {
      std::memmove(start, unread_.data(), unread_.size());
    }
    unread_ = std::string_view(start, unread_.size());
  }
  char* const end = start + (unread_.data() - start) + unread_.size();
  const IoResult got = socket_.TryRead(end, static_cast<size_t>(start + capacity - end));
  if (got.status == IoStatus::kWouldBlock) return std::nullopt;
  unread_ = std::string_view(unread_.data(), unread_.size() + got.bytes);
  return got.status;
}

Task<IoStatus> ServerConnection::ReadMore() {
  for (;;) {
    if (std::optional<IoStatus> read = TryReadMore()) co_return *read;
    const IoStatus waited = co_await socket_.Readable();
    if (waited != IoStatus::kOk) co_return waited;
  }
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

// RFC 9112, section 2.2: empty lines before a request are skipped.
void ServerConnection::SkipEmptyLines() {
  while (unread_.starts_with("\r\n")) {
    unread_.remove_prefix(2);
    scanner_.Reset();
  }
}

// Waits, holding no buffer, for the first bytes of a request; false when there will be none.
Task<bool> ServerConnection::WaitForRequest() {
  scanner_.Reset();
  SkipEmptyLines();
  if (!unread_.empty()) {
    if (TurnIsOver(kRequestTurn)) co_await socket_.loop().Yield();
    co_return true;
  }
  idle_ = true;
  socket_.SetDeadline(socket_.loop().now() +
                      (shed_ ? Duration(kShedDeadline) : server_.limits_.keep_alive));
  for (;;) {
    ReleaseIdleBuffers();
    if (co_await socket_.Readable() != IoStatus::kOk) co_return false;
    const std::optional<IoStatus> read = TryReadMore();
    // Readable for nothing: a fresh connection, or TLS's own messages.
    if (read) co_return *read == IoStatus::kOk;
  }
}

// Of a head that will never be whole: the path is what tells in which dialect to say so.
void ServerConnection::NotePath() {
  const std::string_view line = unread_.substr(0, unread_.find("\r\n"));
  const size_t space = line.find(' ');
  if (space == line.npos) return;
  const std::string_view target = line.substr(space + 1);
  head_.path = target.substr(0, target.find_first_of(" ?"));
}

Task<Result<bool>> ServerConnection::ReadRequestHead() {
  request_deadline_ =
      socket_.loop().now() + (shed_ ? Duration(kShedDeadline) : server_.limits_.request_timeout);
  socket_.SetDeadline(request_deadline_);
  SkipEmptyLines();
  std::optional<size_t> end = scanner_.Find(unread_);
  while (!end) {
    if (unread_.size() > server_.limits_.max_header_bytes) break;
    const IoStatus read = co_await ReadMore();
    const bool quiet_end = read == IoStatus::kEof || read == IoStatus::kTimedOut;
    if (quiet_end && unread_.empty()) co_return false;
    if (read != IoStatus::kOk) {
      NotePath();
      co_return Fail(FromStatus(read));
    }
    SkipEmptyLines();
    end = scanner_.Find(unread_);
  }
  if (!end || *end > server_.limits_.max_header_bytes) {
    NotePath();
    Error error;
    error.code = ErrorCode::kHeaderTooLarge;
    error.message = "The request's head is larger than the limit of " +
                    std::to_string(server_.limits_.max_header_bytes) +
                    " bytes; send fewer or shorter headers, or raise server.max_header.";
    co_return Fail(std::move(error));
  }
  char* const bytes = const_cast<char*>(unread_.data());
  unread_.remove_prefix(*end);
  Status parsed = ParseRequestHead(bytes, *end, &head_);
  if (!parsed) co_return Fail(parsed.error());
  co_return true;
}

Task<bool> ServerConnection::SendContinue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  head_.expect_continue = false;
  const std::array<std::string_view, 1> pieces{kContinue};
  const bool written = co_await Write(pieces);
  sent_bytes_ = 0;  // no part of the answer
  socket_.SetDeadline(request_deadline_);
  co_return written;
}

Task<Status> ServerConnection::ReadBodyInto(RequestBody& body) {
  for (;;) {
    std::string_view piece;
    BodyReader::State state = BodyReader::State::kMore;
    do {
      state = body_reader_.Next(&unread_, &piece);
      body_bytes_ += piece.size();
      Status added = body.Add(piece);
      if (!added) co_return added;
    } while (!piece.empty());
    if (state == BodyReader::State::kBroken) {
      co_return Fail(Error::InvalidRequest("The chunked request body is malformed."));
    }
    if (state == BodyReader::State::kDone) co_return body.Finish();

    const auto [space, room] = body.Space(body_reader_.known_left());
    if (room > 0) {
      const IoResult got = socket_.TryRead(space, room);
      if (got.ok()) {
        body.Commit(got.bytes);
        body_reader_.Skip(got.bytes);
        body_bytes_ += got.bytes;
        if (TurnIsOver(got.bytes)) co_await socket_.loop().Yield();
        continue;
      }
      if (got.status != IoStatus::kWouldBlock) co_return Fail(FromStatus(got.status));
      const IoStatus waited = co_await socket_.Readable();
      if (waited != IoStatus::kOk) co_return Fail(FromStatus(waited));
      continue;
    }
    HoldHead();
    const IoStatus read = co_await ReadMore();
    if (read != IoStatus::kOk) co_return Fail(FromStatus(read));
    if (TurnIsOver(unread_.size())) co_await socket_.loop().Yield();
  }
}

Task<Result<std::string_view>> ServerConnection::ReadBody() {
  CHECK(!body_taken_);
  body_taken_ = true;
  const uint64_t limit = server_.limits_.max_body_bytes;
  const bool comes = head_.framing != Framing::kNone;
  const std::string_view encoding = comes ? head_.content_encoding : std::string_view();
  if (Status begun = body_.Begin(encoding, limit); !begun) co_return Fail(begun.error());
  if (head_.framing == Framing::kLength && head_.content_length > limit) {
    co_return Fail(Error::TooLarge("The request body of " + std::to_string(head_.content_length) +
                                   " bytes is larger than the limit of " + std::to_string(limit) +
                                   " bytes; send less or raise server.max_body."));
  }
  const bool here = head_.framing == Framing::kLength && unread_.size() >= head_.content_length;
  if (here && head_.content_encoding.empty()) {
    const std::string_view view = unread_.substr(0, head_.content_length);
    unread_.remove_prefix(view.size());
    body_reader_.Skip(view.size());
    body_bytes_ = view.size();
    socket_.ClearDeadline();
    co_return view;
  }
  if (comes) {
    if (head_.expect_continue && unread_.empty() && !co_await SendContinue()) {
      co_return Fail(HungUp());
    }
    Status read = co_await ReadBodyInto(body_);
    if (!read) {
      body_failed_ = true;
      co_return Fail(read.error());
    }
  }
  socket_.ClearDeadline();
  co_return body_.view();
}

bool ServerConnection::CanFinishBody() const {
  if (body_reader_.done()) return true;
  return !body_failed_ && !head_.expect_continue && body_reader_.known_left() <= kMaxSkipped;
}

// Reads what the handler left of the body, so that the next request can be found.
Task<bool> ServerConnection::FinishBody() {
  if (body_reader_.done()) co_return true;
  if (!CanFinishBody()) co_return false;
  socket_.SetDeadline(socket_.loop().now() + server_.limits_.request_timeout);
  for (uint64_t skipped = 0; skipped < kMaxSkipped;) {
    std::string_view piece;
    BodyReader::State state = BodyReader::State::kMore;
    do {
      state = body_reader_.Next(&unread_, &piece);
      skipped += piece.size();
    } while (!piece.empty());
    if (state != BodyReader::State::kMore) co_return state == BodyReader::State::kDone;
    if (co_await ReadMore() != IoStatus::kOk) co_return false;
  }
  co_return false;
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
  if (answer_ != Answer::kComplete) {
    // Only a reset tells an HTTP/1.0 caller that a body without a length is not whole.
    if (head_.minor_version == 0) socket_.ResetOnClose();
    co_return false;
  }
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
