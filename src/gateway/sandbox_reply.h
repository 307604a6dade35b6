#pragma once

#include <optional>

#include "gateway/reply.h"
#include "net/loop.h"
#include "upstream/sandbox/sandbox.h"

namespace farthing::gateway {

// What the sandbox answers, its events at their pace.
class SandboxReply final : public Reply {
 public:
  SandboxReply(net::Loop& loop, sandbox::Reply answer) : loop_(loop), answer_(std::move(answer)) {}

  int status() const override { return 200; }
  std::string_view content_type() const override {
    return answer_.stream ? "text/event-stream" : "application/json";
  }
  std::span<const net::Header> headers() const override { return {}; }
  net::Task<Result<std::string_view>> Read() override;
  std::optional<Result<std::string_view>> TryRead() override;
  std::string_view content_coding() const override { return {}; }
  void SetDeadline(MonotonicTime) override {}  // it is never late
  void ClearDeadline() override {}
  void Cancel() override;

 private:
  net::Loop& loop_;
  const sandbox::Reply answer_;
  size_t next_ = 0;  // event
  bool body_given_ = false;
  bool cancelled_ = false;
  net::Sleep* pause_ = nullptr;
};

}  // namespace farthing::gateway
