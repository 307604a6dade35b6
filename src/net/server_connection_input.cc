// How a connection takes in requests; how it answers them stands in server_connection.cc.

#include <array>
#include <cstring>

#include "base/check.h"
#include "net/server_connection.h"

namespace farthing::net {
namespace {

// How long a caller beyond the limit of connections may take to say what it wants.
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

}  // namespace farthing::net
