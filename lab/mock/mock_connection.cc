#include "lab/mock/mock_connection.h"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace farthing::lab {
namespace {

constexpr size_t kReadSize = 16 * 1024;
constexpr size_t kMaxReadSize = 512 * 1024;
constexpr size_t kMaxUnsent = 256 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kBadRequest =
    "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

Script BadRequest() {
  Script script;
  script.steps.push_back({Duration(0), std::string(kBadRequest)});
  script.end = Script::End::kFinish;
  return script;
}

}  // namespace

MockConnection::MockConnection(Fd socket, Loop& loop, Responder& responder, Owner& owner)
    : socket_(std::move(socket)),
      loop_(loop),
      responder_(responder),
      owner_(owner),
      watched_(EPOLLIN) {
  SetNoDelay(socket_.get());
  loop_.Add(socket_.get(), watched_, this);
}

void MockConnection::OnReady(uint32_t epoll_events) {
  if ((epoll_events & ~uint32_t{EPOLLOUT}) != 0 && !Read()) return;
  if (script_ == nullptr) return Serve();
  if ((epoll_events & EPOLLOUT) != 0 && Flush() && Play()) Serve();
}

void MockConnection::OnTimer() {
  waited_ = true;
  if (Play()) Serve();
}

bool MockConnection::Read() {
  Buffer& in = reader_.buffer();
  char* to = in.Prepare(std::clamp(reader_.missing(), kReadSize, kMaxReadSize));
  const ssize_t size = recv(socket_.get(), to, in.room(), 0);
  if (size > 0) {
    in.Commit(static_cast<size_t>(size));
    return true;
  }
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  Done();
  return false;
}

void MockConnection::Serve() {
  while (BeginNext()) {
    if (!Play()) return;
  }
  // Answers to pipelined requests leave together.
  Flush();
}

bool MockConnection::BeginNext() {
  const RequestReader::State state = reader_.Next();
  if (state == RequestReader::State::kIncomplete) {
    if (reader_.TakeContinue()) out_.Append(kContinue);
    return false;
  }
  if (state == RequestReader::State::kMalformed) {
    responder_.state().CountBadRequest();
    script_ = std::make_shared<const Script>(BadRequest());
  } else {
    script_ = responder_.Respond(reader_.request());
    last_request_ = !reader_.keep_alive();
    reader_.Finish();
  }
  step_ = 0;
  repeated_ = 0;
  waited_ = false;
  return true;
}

bool MockConnection::Play() {
  while (step_ < script_->steps.size()) {
    const Script::Step& step = script_->steps[step_];
    if (step.wait > Duration(0) && !waited_) {
      if (Flush()) loop_.Arm(this, loop_.Now() + step.wait);
      return false;
    }
    if (out_.size() >= kMaxUnsent && !Flush()) return false;
    AppendPiece(step);
  }
  return EndScript();
}

void MockConnection::AppendPiece(const Script::Step& step) {
  const size_t begin = out_.size();
  out_.Append(step.bytes);
  if (step.stamped) {
    const size_t mark = step.bytes.find(kStampMark) + kStampMark.size();
    const std::string digits =
        fmt::format("{:0{}}", loop_.Now().time_since_epoch().count(), kStampDigits);
    std::copy(digits.begin(), digits.end(), const_cast<char*>(out_.view().data()) + begin + mark);
  }
  if (++repeated_ < step.repeat) return;
  ++step_;
  repeated_ = 0;
  waited_ = false;
}

bool MockConnection::EndScript() {
  const Script::End end = script_->end;
  const bool more = end == Script::End::kKeepOpen && !last_request_;
  if (more && reader_.buffer().size() > 0 && out_.size() < kMaxUnsent) {
    script_ = nullptr;
    return true;
  }
  if (!Flush() || end == Script::End::kStall) return false;
  script_ = nullptr;
  if (more) return true;
  if (end == Script::End::kReset) ResetOnClose(socket_);
  Done();
  return false;
}

bool MockConnection::Flush() {
  while (!out_.empty()) {
    const std::string_view bytes = out_.view();
    const ssize_t size = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size > 0) {
      out_.Consume(static_cast<size_t>(size));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      Watch(EPOLLIN | EPOLLOUT);
    } else {
      Done();
    }
    return false;
  }
  if (!done_) Watch(EPOLLIN);
  return !done_;
}

void MockConnection::Watch(uint32_t epoll_events) {
  if (std::exchange(watched_, epoll_events) != epoll_events) {
    loop_.Modify(socket_.get(), epoll_events, this);
  }
}

void MockConnection::Done() {
  if (std::exchange(done_, true)) return;
  responder_.state().CountClose(script_ != nullptr);
  socket_.Close();
  owner_.OnDone(this);
}

}  // namespace farthing::lab
