#include "gateway/sandbox_reply.h"

namespace farthing::gateway {
namespace {

Error Cancelled() {
  Error error;
  error.code = ErrorCode::kCancelled;
  error.message = "The caller hung up.";
  return error;
}

}  // namespace

std::optional<Result<std::string_view>> SandboxReply::TryRead() {
  if (cancelled_) return Fail(Cancelled());
  if (answer_.stream) {
    if (next_ == answer_.events.size()) return std::string_view();
    if (answer_.events[next_].wait.count() > 0) return std::nullopt;
    return std::string_view(answer_.events[next_++].bytes);
  }
  if (std::exchange(body_given_, true)) return std::string_view();
  return std::string_view(answer_.body);
}

net::Task<Result<std::string_view>> SandboxReply::Read() {
  if (std::optional<Result<std::string_view>> now = TryRead()) co_return std::move(*now);
  net::Sleep pause(loop_, answer_.events[next_].wait);
  pause_ = &pause;
  co_await pause;
  pause_ = nullptr;
  if (cancelled_) co_return Fail(Cancelled());
  co_return std::string_view(answer_.events[next_++].bytes);
}

void SandboxReply::Cancel() {
  cancelled_ = true;
  if (pause_ != nullptr) pause_->Cancel();
}

}  // namespace farthing::gateway
