#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"
#include "net/client.h"
#include "net/http_head.h"
#include "net/task.h"

namespace farthing::gateway {

// A provider's answer as it comes: over the network or out of this process. Destroying it cancels
// what has not been read. One coroutine.
class Reply {
 public:
  virtual ~Reply() = default;

  virtual int status() const = 0;
  virtual std::string_view content_type() const = 0;
  virtual std::span<const net::Header> headers() const = 0;

  // The next piece of the body; empty at its proper end; an error when it was cut short, too slow
  // or cancelled. The view lives until the next call.
  virtual net::Task<Result<std::string_view>> Read() = 0;
  // As Read where no waiting is needed; nullopt otherwise.
  virtual std::optional<Result<std::string_view>> TryRead() = 0;

  // What of the body's content coding was not undone: "" mostly.
  virtual std::string_view content_coding() const = 0;

  virtual void SetDeadline(MonotonicTime when) = 0;
  // To be done when nobody waits for the provider: a slow caller is not its fault.
  virtual void ClearDeadline() = 0;
  // Ends the present wait, and any later one, with kCancelled.
  virtual void Cancel() = 0;
};

// The answer of an HTTP upstream whose head has been read.
class NetworkReply final : public Reply {
 public:
  explicit NetworkReply(std::unique_ptr<net::ClientCall> call) : call_(std::move(call)) {}

  int status() const override { return call_->head().status; }
  std::string_view content_type() const override { return call_->head().content_type; }
  std::span<const net::Header> headers() const override { return call_->head().headers; }
  net::Task<Result<std::string_view>> Read() override { return call_->ReadBody(); }
  std::optional<Result<std::string_view>> TryRead() override { return call_->TryReadBody(); }
  std::string_view content_coding() const override { return call_->unknown_coding(); }
  void SetDeadline(MonotonicTime when) override { call_->SetDeadline(when); }
  void ClearDeadline() override { call_->ClearDeadline(); }
  void Cancel() override { call_->Cancel(); }

 private:
  const std::unique_ptr<net::ClientCall> call_;
};

}  // namespace farthing::gateway
