#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/outgoing.h"
#include "gateway/reply.h"
#include "gateway/request.h"
#include "observe/metrics.h"
#include "upstream/retry.h"

namespace farthing::gateway {

// A provider's error answer, as far as it can be shown to the caller as it is.
struct ProvidersWords {
  std::string body;          // in the caller's own dialect; empty: to be said anew
  std::string header_lines;  // each ended by CR LF
};

// One attempt at one candidate with one key: sends the request, waits for the answer, tells the
// breaker, the key's balancer and the metrics how it went. Lives while the answer is read. An
// attempt that is destroyed before its end was cancelled.
class Attempt {
 public:
  Attempt(Request& request, const upstream::Candidate& candidate, upstream::KeyLease lease);
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  ~Attempt();

  // Makes the provider's request of the caller's. Errors: 422 or 400, the caller's fault; nothing
  // was sent then and the attempt counts nowhere.
  Status Build();

  // Sends it and reads the head of a successful answer. Anything else is an outcome for the retry
  // plan; an error status has its body read. REQUIRES: Build succeeded.
  net::Task<std::optional<upstream::Outcome>> Open();

  // The answer. REQUIRES: Open succeeded.
  Reply& reply() { return *reply_; }
  // It has been read to its end: its connection may serve others while the caller still reads.
  void ReleaseReply() { reply_.reset(); }

  // Its next piece, within the time allowed between two of them, or within `patience` where that is
  // shorter.
  net::Task<Result<std::string_view>> Read(Duration patience = Duration::max());

  // The answer has begun well: the breaker need not wait for the end of a long stream.
  void Begun();
  // What came is of the kind that was asked for: the provider has been at work.
  void IsAnswer() { tried().is_answer = tried().status < 300; }
  // What its usage is, as far as the answer has said by now.
  void Tell(const model::UsageTally& usage, size_t text_bytes);

  // How the answer went on; each ends the attempt's account once.
  void Succeeded();
  upstream::Outcome FailedReading(const Error& error);
  upstream::Outcome FailedBy(upstream::Trouble trouble, Error error);

  const upstream::Candidate& candidate() const { return candidate_; }

  // Of a provider's error answer.
  ProvidersWords TakeWords() { return std::move(words_); }

 private:
  net::Task<std::optional<upstream::Outcome>> Call();
  // How a call failed, before that is settled with breaker and metrics.
  struct Miss {
    upstream::Trouble trouble;
    Error error;
  };
  using Called = tl::expected<std::unique_ptr<Reply>, Miss>;

  net::Task<tl::expected<std::unique_ptr<Reply>, upstream::Outcome>> CallNetwork();
  net::Task<Called> CallOver(std::unique_ptr<net::ClientCall> call);
  tl::expected<std::unique_ptr<Reply>, upstream::Outcome> CallSandbox();
  net::Task<upstream::Outcome> ReadErrorAnswer();
  MonotonicTime Within(config::Milliseconds limit) const;
  void Account(observe::AttemptOutcome outcome);
  Tried& tried() { return request_.tried.back(); }  // REQUIRES: opened
  upstream::Outcome Failed(upstream::Trouble trouble, Error error);

  Request& request_;
  const upstream::Candidate& candidate_;  // one of the request's
  Lane& lane_;
  upstream::KeyLease lease_;
  Outgoing outgoing_;
  std::unique_ptr<Reply> reply_;
  ProvidersWords words_;
  bool accounted_ = true;  // from Open on: not yet
  bool reused_ = false;    // the connection had served before
  bool any_read_ = false;  // of the answer's body
  MonotonicTime first_byte_by_{};
};

}  // namespace farthing::gateway
