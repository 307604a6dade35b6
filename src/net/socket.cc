#include "net/socket.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "base/check.h"
#include "net/tls_bio.h"

namespace farthing::net {
namespace {

IoResult FromErrno(bool& ready) {
  if (errno == EAGAIN || errno == EWOULDBLOCK) {
    ready = false;
    return {IoStatus::kWouldBlock};
  }
  return {IoStatus::kBroken};
}

}  // namespace

Socket::Socket(Loop& loop, int fd) : state_(std::make_unique<State>(loop, fd)) {
  loop.Watch(fd, state_.get());
}

Socket& Socket::operator=(Socket&& other) noexcept {
  Close();
  state_ = std::move(other.state_);
  return *this;
}

int Socket::fd() const { return state_->fd; }
Loop& Socket::loop() const { return state_->loop; }
ssl_st* Socket::ssl() const { return state_->ssl; }
bool Socket::hung_up() const { return state_->hung_up || state_->cancelled; }

void Socket::StartTls(ssl_st* ssl) {
  state_->ssl = ssl;
  SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                        SSL_MODE_RELEASE_BUFFERS);
  AttachSocket(ssl, state_->fd);
}

namespace {

// OpenSSL's answer in our terms.
IoResult FromSsl(ssl_st* ssl, int returned) {
  switch (SSL_get_error(ssl, returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::kWouldBlock};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::kEof};
    default:
      return {IoStatus::kBroken};
  }
}

}  // namespace

IoResult Socket::TryRead(char* data, size_t size) {
  State& state = *state_;
  if (const IoStatus ended = state.Ended(); ended != IoStatus::kOk) return {ended};
  // Edge-triggered: what no event has told of is not there, and asking would cost a system call.
  if (!state.readable) return {IoStatus::kWouldBlock};
  if (state.ssl != nullptr) {
    ERR_clear_error();
    const int got = SSL_read(state.ssl, data, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    if (got > 0) return {IoStatus::kOk, static_cast<size_t>(got)};
    return state.FromSslRead(got);
  }
  const ssize_t got = recv(state.fd, data, size, 0);
  if (got < 0) return FromErrno(state.readable);
  if (got == 0) return {IoStatus::kEof};
  // A short read has emptied the socket; the next bytes bring a new edge. After a hang-up no edge
  // comes any more, so reading goes on to its end.
  if (static_cast<size_t>(got) < size && !state.hung_up) state.readable = false;
  return {IoStatus::kOk, static_cast<size_t>(got)};
}

namespace {

// TLS makes a record of every write: small pieces are joined first.
IoResult WriteTls(ssl_st* ssl, std::span<const iovec> pieces) {
  std::array<char, 16 * 1024> joined;
  size_t size = 0;
  const char* data = joined.data();
  if (pieces[0].iov_len >= joined.size() || pieces.size() == 1) {
    data = static_cast<const char*>(pieces[0].iov_base);
    size = pieces[0].iov_len;
  } else {
    for (const iovec& piece : pieces) {
      const size_t part = std::min(piece.iov_len, joined.size() - size);
      std::memcpy(joined.data() + size, piece.iov_base, part);
      size += part;
      if (part < piece.iov_len) break;
    }
  }
  ERR_clear_error();
  const int wrote = SSL_write(ssl, data, static_cast<int>(std::min<size_t>(size, INT_MAX)));
  if (wrote > 0) return {IoStatus::kOk, static_cast<size_t>(wrote)};
  return FromSsl(ssl, wrote);
}

}  // namespace

IoResult Socket::TryWrite(std::span<const iovec> pieces) {
  State& state = *state_;
  if (state.ssl != nullptr) return WriteTls(state.ssl, pieces);
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = pieces.size();
  const ssize_t wrote = sendmsg(state.fd, &message, MSG_NOSIGNAL);
  if (wrote < 0) return FromErrno(state.writable);
  return {IoStatus::kOk, static_cast<size_t>(wrote)};
}

IoResult Socket::TryHandshake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(state_->ssl);
  if (done == 1) return {IoStatus::kOk};
  return state_->FromSslRead(done);
}

Socket::ReadableAwaiter Socket::Readable() { return ReadableAwaiter(state_.get()); }
Socket::WritableAwaiter Socket::Writable() { return WritableAwaiter(state_.get()); }
Socket::WriteAwaiter Socket::Write(std::span<const std::string_view> pieces) {
  return WriteAwaiter(this, pieces, false);
}
Socket::WriteAwaiter Socket::WriteUntilAnswered(std::span<const std::string_view> pieces) {
  return WriteAwaiter(this, pieces, true);
}

void Socket::SetDeadline(MonotonicTime when) {
  state_->timed_out = false;
  state_->loop.timers().Arm(state_.get(), when);
}

void Socket::ClearDeadline() {
  state_->timed_out = false;
  state_->loop.timers().Disarm(state_.get());
}

void Socket::Cancel() {
  if (state_->cancelled) return;
  state_->cancelled = true;
  state_->WakeDeferred();
  state_->CallHookDeferred();
}

void Socket::OnHangup(std::function<void()> hook) {
  state_->hangup_hook = std::move(hook);
  if (hung_up()) state_->CallHookDeferred();
}

void Socket::MarkUnwritable() { state_->writable = false; }

bool Socket::IsQuiet() {
  if (state_->hung_up) return false;
  char byte = 0;
  return !state_->readable || TryRead(&byte, 1).status == IoStatus::kWouldBlock;
}

void Socket::ShutdownWrite() {
  if (state_->ssl != nullptr) SSL_shutdown(state_->ssl);
  shutdown(state_->fd, SHUT_WR);
}

void Socket::ResetOnClose(bool on) {
  const linger at_once{.l_onoff = on, .l_linger = 0};
  setsockopt(state_->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void Socket::Close() {
  if (state_ == nullptr) return;
  CHECK(state_->reader == nullptr && state_->writer == nullptr);
  State& state = *state_;
  state.loop.timers().Disarm(&state);
  state.hangup_hook = nullptr;
  if (state.ssl != nullptr) {
    // Else OpenSSL would forbid to resume the session, for want of a farewell.
    SSL_set_shutdown(state.ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(std::exchange(state.ssl, nullptr));
  }
  close(state.fd);  // leaves epoll with it
  state.fd = -1;
  Loop& loop = state.loop;
  loop.Retire(std::move(state_));
}

IoResult Socket::State::FromSslRead(int returned) {
  const IoResult result = FromSsl(ssl, returned);
  if (result.status == IoStatus::kWouldBlock) {
    readable = false;
    read_wants_write = SSL_want_write(ssl);
  }
  return result;
}

IoStatus Socket::State::Ended() const {
  if (cancelled) return IoStatus::kCancelled;
  if (timed_out) return IoStatus::kTimedOut;
  return IoStatus::kOk;
}

void Socket::State::Wake(Waiter* waiter) {
  if (waiter != nullptr && waiter->Try()) Release(waiter).resume();
}

std::coroutine_handle<> Socket::State::Release(Waiter* waiter) {
  if (reader == waiter) reader = nullptr;
  if (writer == waiter) writer = nullptr;
  return waiter->coroutine;
}

bool Socket::State::HasInput() {
  if (!readable) return false;
  char byte = 0;
  if (ssl != nullptr) {
    ERR_clear_error();
    const int got = SSL_peek(ssl, &byte, 1);
    return got > 0 || FromSslRead(got).status != IoStatus::kWouldBlock;
  }
  if (recv(fd, &byte, 1, MSG_PEEK) >= 0) return true;
  return FromErrno(readable).status != IoStatus::kWouldBlock;
}

void Socket::State::Note(uint32_t events) {
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readable = true;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) {
    writable = true;
    if (std::exchange(read_wants_write, false)) readable = true;
  }
  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) hung_up = true;
}

void Socket::State::OnEvents() {
  if (hung_up && hangup_hook) std::exchange(hangup_hook, nullptr)();
  if (fd >= 0) Wake(reader);
  if (fd >= 0) Wake(writer);
}

void Socket::State::OnTimer() {
  timed_out = true;
  Wake(reader);
  if (fd >= 0) Wake(writer);
}

void Socket::State::WakeDeferred() {
  for (Waiter* const* waiting : {&reader, &writer}) {
    Waiter* const waiter = *waiting;
    if (waiter == nullptr) continue;
    waiter->Try();  // lets it take note of why it ends
    loop.Defer(Release(waiter));
  }
}

// The state outlives its close until the loop's batch ends, and all deferred work runs before that.
void Socket::State::CallHookDeferred() {
  if (!hangup_hook) return;
  loop.Defer([this] {
    if (hangup_hook) std::exchange(hangup_hook, nullptr)();
  });
}

void Socket::ReadableAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  CHECK(state_->reader == nullptr);
  coroutine = waiting;
  state_->reader = this;
}

void Socket::WritableAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  CHECK(state_->writer == nullptr);
  coroutine = waiting;
  state_->writer = this;
}

Socket::WriteAwaiter::WriteAwaiter(Socket* socket, std::span<const std::string_view> pieces,
                                   bool until_answered)
    : socket_(socket), pieces_(pieces), until_answered_(until_answered) {}

void Socket::WriteAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  State& state = *socket_->state_;
  CHECK(state.writer == nullptr);
  coroutine = waiting;
  state.writer = this;
  if (!until_answered_) return;
  CHECK(state.reader == nullptr);
  state.reader = this;
}

bool Socket::WriteAwaiter::Try() {
  result_.status = IoStatus::kOk;
  for (;;) {
    const IoStatus ended = socket_->state_->Ended();
    if (ended != IoStatus::kOk) {
      result_.status = ended;
      return true;
    }
    std::array<iovec, kBatch> batch;
    size_t count = 0;
    for (size_t i = piece_; i < pieces_.size() && count < kBatch; ++i) {
      const std::string_view rest = pieces_[i].substr(i == piece_ ? offset_ : 0);
      if (rest.empty()) continue;
      batch[count++] = {const_cast<char*>(rest.data()), rest.size()};
    }
    if (count == 0) return true;
    const IoResult step = socket_->TryWrite(std::span(batch.data(), count));
    if (step.status == IoStatus::kWouldBlock) {
      if (!until_answered_ || !socket_->state_->HasInput()) return false;
      result_.status = IoStatus::kWouldBlock;
      return true;
    }
    if (!step.ok()) {
      result_.status = step.status;
      return true;
    }
    result_.bytes += step.bytes;
    size_t left = step.bytes + offset_;
    while (piece_ < pieces_.size() && left >= pieces_[piece_].size()) {
      left -= pieces_[piece_++].size();
    }
    offset_ = left;
  }
}

}  // namespace farthing::net
