#include "lab/load/load_connection.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/check.h"

namespace farthing::lab {
namespace {

constexpr size_t kReadSize = 64 * 1024;
constexpr Duration kRefusedPause = std::chrono::milliseconds(1);

}  // namespace

LoadConnection::LoadConnection(Loop& loop, const Target& target, const RequestTemplate& request,
                               Owner& owner)
    : loop_(loop),
      target_(target),
      owner_(owner),
      request_(request.bytes),
      nonce_at_(request.nonce_at) {}

void LoadConnection::Send(MonotonicTime intended, uint64_t number) {
  CHECK(!busy());
  exchange_ = Exchange{.intended = intended, .number = number};
  sent_at_ = loop_.Now();
  transmitted_ = 0;
  head_done_ = false;
  events_.Reset();
  if (nonce_at_ != std::string::npos) {
    request_.replace(nonce_at_, kNonceDigits, NonceText(number));
  }
  if (state_ == State::kClosed) return Connect();
  state_ = State::kBusy;
  Transmit();
}

void LoadConnection::Connect() {
  auto socket = StartConnect(target_.address);
  state_ = State::kConnecting;
  if (!socket) return RefuseLater();
  socket_ = *std::move(socket);
  watched_ = EPOLLOUT;
  loop_.Add(socket_.get(), watched_, this);
}

// Told from the loop, not from inside Send, and late enough for a closed loop not to spin.
void LoadConnection::RefuseLater() {
  socket_.Close();
  loop_.Arm(this, loop_.Now() + kRefusedPause);
}

void LoadConnection::OnTimer() { Fail("connect"); }

void LoadConnection::OnReady(uint32_t epoll_events) {
  if (state_ == State::kConnecting) return OnConnected();
  if ((epoll_events & EPOLLOUT) != 0) Transmit();
  if (state_ != State::kClosed && (epoll_events & ~uint32_t{EPOLLOUT}) != 0) Read();
}

void LoadConnection::OnConnected() {
  if (SocketError(socket_) != 0) return RefuseLater();
  state_ = State::kBusy;
  Transmit();
}

void LoadConnection::Transmit() {
  while (transmitted_ < request_.size()) {
    const ssize_t size = send(socket_.get(), request_.data() + transmitted_,
                              request_.size() - transmitted_, MSG_NOSIGNAL);
    if (size >= 0) {
      transmitted_ += static_cast<size_t>(size);
    } else if (errno == EAGAIN) {
      return Watch(EPOLLIN | EPOLLOUT);
    } else if (errno != EINTR) {
      // What the peer said before it closed is still to be read, and so is the error.
      break;
    }
  }
  Watch(EPOLLIN);
}

void LoadConnection::Read() {
  std::array<char, kReadSize> bytes;
  const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (size > 0) return Take({bytes.data(), static_cast<size_t>(size)});
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  OnClosed(size == 0 ? 0 : errno);
}

void LoadConnection::OnClosed(int error) {
  if (state_ == State::kIdle) return Drop();
  if (error == 0 && head_done_) {
    decoder_.OnClose();
    if (decoder_.done()) return Complete();
  }
  Fail(error == 0 ? "closed" : "reset");
}

void LoadConnection::Take(std::string_view bytes) {
  if (state_ == State::kIdle) return Drop();
  if (head_done_) return TakeBody(bytes);
  const bool partial = !partial_head_.empty();
  if (partial) {
    partial_head_.Append(bytes);
    bytes = partial_head_.view();
  }
  if (TakeHead(&bytes)) {
    partial_head_.Consume(partial_head_.size());
    TakeBody(bytes);
  } else if (!partial && state_ == State::kBusy) {
    partial_head_.Append(bytes);
  }
}

bool LoadConnection::TakeHead(std::string_view* bytes) {
  while (true) {
    size_t size = 0;
    const HeadState state = ParseHead(*bytes, &head_, &size);
    if (state == HeadState::kIncomplete) return false;
    const auto framing = state == HeadState::kComplete ? AnswerFraming(head_) : std::nullopt;
    const auto [at, error] = std::from_chars(
        head_.second.data(), head_.second.data() + head_.second.size(), exchange_.status);
    if (!framing || error != std::errc()) {
      Fail("malformed");
      return false;
    }
    bytes->remove_prefix(size);
    if (exchange_.status >= 200) {
      framing_ = *framing;
      break;
    }
  }
  head_done_ = true;
  decoder_ = BodyDecoder(framing_);
  stream_ = head_.Find("content-type").starts_with("text/event-stream");
  const bool checked = nonce_at_ != std::string::npos;
  check_.Begin(checked ? NonceText(exchange_.number) : std::string(), exchange_.status, stream_);
  return true;
}

void LoadConnection::TakeBody(std::string_view bytes) {
  const uint64_t before = exchange_.events;
  std::string_view piece;
  while (!(piece = decoder_.Next(&bytes)).empty()) {
    if (stream_) {
      TakeEvents(piece);
    } else {
      check_.OnBody(piece);
    }
  }
  if (exchange_.events != before) ++exchange_.event_reads;
  if (decoder_.malformed()) return Fail("malformed");
  if (before == 0 && exchange_.events != 0) owner_.OnFirstEvent(*this);
  if (!decoder_.done()) return;
  if (!bytes.empty()) framing_.keep_alive = false;
  Complete();
}

void LoadConnection::TakeEvents(std::string_view piece) {
  events_.Feed(piece, [this](const SseEvent& event) {
    if (exchange_.events++ == 0) exchange_.first_event = loop_.Now();
    check_.OnEvent(event);
    const auto stamp = ReadStamp(event.data);
    if (stamp) owner_.OnEventDelay(loop_.Now() - *stamp);
  });
}

void LoadConnection::Complete() {
  exchange_.outcome = check_.Finish();
  if (!framing_.keep_alive || transmitted_ < request_.size()) Drop();
  Finish();
}

void LoadConnection::Fail(std::string_view error) {
  exchange_.error = error;
  Drop();
  Finish();
}

void LoadConnection::Finish() {
  exchange_.end = loop_.Now();
  state_ = socket_ ? State::kIdle : State::kClosed;
  const Exchange finished = std::move(exchange_);
  owner_.OnFinished(*this, finished);
}

void LoadConnection::Drop() {
  loop_.Disarm(this);
  socket_.Close();
  partial_head_.Consume(partial_head_.size());
  state_ = State::kClosed;
}

void LoadConnection::Watch(uint32_t epoll_events) {
  if (std::exchange(watched_, epoll_events) != epoll_events) {
    loop_.Modify(socket_.get(), epoll_events, this);
  }
}

}  // namespace farthing::lab
