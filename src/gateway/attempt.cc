#include "gateway/attempt.h"

#include <algorithm>

#include "api/headers.h"
#include "api/provider_error.h"
#include "gateway/answer_head.h"
#include "gateway/sandbox_reply.h"
#include "json/document.h"

namespace farthing::gateway {
namespace {

using observe::AttemptOutcome;
using upstream::Outcome;
using upstream::Trouble;

// What of an error answer is read; no sensible one is longer.
constexpr size_t kMaxErrorBody = 64 * 1024;

AttemptOutcome AccountOf(Trouble trouble, const Error& error) {
  switch (trouble) {
    case Trouble::kNoUsableKey:
    case Trouble::kConnect:
      return AttemptOutcome::kConnectFailed;
    case Trouble::kConnectTimeout:
    case Trouble::kFirstByteTimeout:
    case Trouble::kIdleTimeout:
    case Trouble::kTotalTimeout:
      return AttemptOutcome::kTimeout;
    case Trouble::kReset:
    case Trouble::kBroken:
      return AttemptOutcome::kBroken;
    case Trouble::kErrorInAnswer:
    case Trouble::kStatus:
      if (error.http_status() == 429) return AttemptOutcome::kRateLimited;
      return error.http_status() < 500 ? AttemptOutcome::kClientError
                                       : AttemptOutcome::kServerError;
  }
  return AttemptOutcome::kBroken;
}

std::optional<std::chrono::milliseconds> RetryAfterOf(const Reply& reply, WallTime now) {
  const std::string_view exact = net::FindHeader(reply.headers(), "retry-after-ms");
  if (exact.data() != nullptr) {
    if (auto parsed = api::ParseRetryAfterMs(exact)) return parsed;
  }
  return api::ParseRetryAfter(net::FindHeader(reply.headers(), "retry-after"), now);
}

// Whether programs of the dialect will find in it what they look for; both look for "error".
bool IsErrorObject(std::string_view body) {
  const Result<json::Document> document = json::Document::Parse(body);
  return document && document->root().Find("error").is_object();
}

// The sandbox serves paths; the gateway's operations are some of them.
std::string_view SandboxPath(const Request& request, api::Dialect provider) {
  if (request.http.operation != api::Operation::kChat) return request.exchange.head().path;
  return provider == api::Dialect::kOpenAI ? "/v1/chat/completions" : "/v1/messages";
}

}  // namespace

Attempt::Attempt(Request& request, const upstream::Candidate& candidate, upstream::KeyLease lease)
    : request_(request),
      candidate_(candidate),
      lane_(request.state->LaneOf(candidate.upstream)),
      lease_(std::move(lease)) {}

Attempt::~Attempt() {
  Account(AttemptOutcome::kCancelled);
  reply_.reset();
  lane_.UpdateGauges();
}

void Attempt::Account(AttemptOutcome outcome) {
  if (std::exchange(accounted_, true)) return;
  tried().outcome = outcome;
  tried().duration = request_.loop().now() - tried().begun;
  const bool proven = candidate_.card != nullptr || outcome == AttemptOutcome::kOk ||
                      request_.state->lists->ProviderOf(candidate_.model) != nullptr;
  lane_.Target(candidate_.model, proven).RecordAttempt(outcome);
}

MonotonicTime Attempt::Within(config::Milliseconds limit) const {
  if (limit.count() == 0) return request_.deadline;
  return std::min(request_.deadline, request_.loop().now() + limit);
}

// Says of an error status what the retry plan and the caller need.
net::Task<Outcome> Attempt::ReadErrorAnswer() {
  std::string body;
  bool whole = false;
  reply_->SetDeadline(Within(request_.timeouts.idle));
  while (!whole && body.size() < kMaxErrorBody) {
    Result<std::string_view> piece = co_await reply_->Read();
    if (!piece) break;
    body.append(*piece);
    whole = piece->empty();
  }
  Error error = api::ParseProviderError(lane_.provider().dialect(), reply_->status(),
                                        reply_->content_type(), body);
  error.retry_after = RetryAfterOf(*reply_, request_.worker.shared.clock.WallNow());
  words_.header_lines = ErrorLines(request_, candidate_, *reply_);
  if (whole && SameDialect(request_, candidate_) && IsErrorObject(body)) {
    words_.body = std::move(body);
  }
  co_return Failed(Trouble::kStatus, std::move(error));
}

Status Attempt::Build() { return BuildOutgoing(request_, candidate_, lease_.key(), &outgoing_); }

net::Task<std::optional<Outcome>> Attempt::Open() {
  accounted_ = false;
  request_.tried.push_back({.candidate = &candidate_,
                            .key = lease_.key(),
                            .begun = request_.loop().now(),
                            .cache = outgoing_.cache});
  const Waiting waiting(request_);
  co_return co_await Call();
}

net::Task<std::optional<Outcome>> Attempt::Call() {
  tl::expected<std::unique_ptr<Reply>, Outcome> called = nullptr;
  if (lane_.provider().is_in_process()) {
    called = CallSandbox();
  } else {
    called = co_await CallNetwork();
  }
  if (!called) co_return std::move(called.error());
  reply_ = std::move(*called);
  tried().status = reply_->status();
  // To a passed-through path a redirection is an answer as well, for the caller to follow.
  const int end_of_good = request_.http.operation == api::Operation::kPassThrough ? 400 : 300;
  if (reply_->status() >= 200 && reply_->status() < end_of_good) co_return std::nullopt;
  Reply* const raw = reply_.get();
  const net::Interrupt::Scope scope(&request_.interrupt, [raw] { raw->Cancel(); });
  co_return co_await ReadErrorAnswer();
}

tl::expected<std::unique_ptr<Reply>, Outcome> Attempt::CallSandbox() {
  const std::string body = outgoing_.JoinedBody();
  sandbox::Call call;
  call.method = request_.exchange.head().method_name;
  call.path = SandboxPath(request_, lane_.provider().dialect());
  call.body = body;
  call.dialect = lane_.provider().dialect();
  call.now = request_.worker.shared.clock.WallNow();
  Result<sandbox::Reply> answer = sandbox::Answer(call);
  if (!answer) return tl::unexpected(Failed(Trouble::kStatus, answer.error()));
  return std::make_unique<SandboxReply>(request_.loop(), std::move(*answer));
}

net::Task<tl::expected<std::unique_ptr<Reply>, Outcome>> Attempt::CallNetwork() {
  using Answer = tl::expected<std::unique_ptr<Reply>, Outcome>;
  Called called = co_await CallOver(lane_.pool()->TryAcquire());
  // Most likely an idle connection that the provider was just closing: where asking twice does no
  // harm, a new one makes up for it within the attempt.
  const bool stale = !called && reused_ && called.error().trouble == Trouble::kReset &&
                     called.error().error.code == ErrorCode::kUpstream;
  if (stale && request_.repeat == upstream::Repeat::kFreely) called = co_await CallOver(nullptr);
  if (called) co_return Answer(std::move(*called));
  co_return Answer(tl::unexpected(Failed(called.error().trouble, std::move(called.error().error))));
}

// `call` null: over a new connection.
net::Task<Attempt::Called> Attempt::CallOver(std::unique_ptr<net::ClientCall> call) {
  tried().was_sent = false;
  if (call == nullptr) {
    Result<std::unique_ptr<net::ClientCall>> connected =
        co_await lane_.pool()->Connect(Within(request_.timeouts.connect), request_.interrupt);
    if (!connected) {
      const bool late = connected.error().code == ErrorCode::kTimeout;
      const Trouble trouble = late ? Trouble::kConnectTimeout : Trouble::kConnect;
      reused_ = false;
      co_return Called(tl::unexpected(Miss(trouble, connected.error())));
    }
    call = std::move(*connected);
  }
  reused_ = call->reused();
  lane_.UpdateGauges();
  net::ClientCall* const raw = call.get();
  const net::Interrupt::Scope scope(&request_.interrupt, [raw] { raw->Cancel(); });
  const config::Milliseconds unset =
      request_.streams() ? config::kFirstByteOfStream : config::Milliseconds(0);
  first_byte_by_ = Within(request_.timeouts.first_byte.value_or(unset));
  call->SetDeadline(first_byte_by_);
  Status sent = co_await call->Send(outgoing_.pieces);
  Error error;
  if (sent) {
    tried().was_sent = true;
    const bool to_head = request_.exchange.head().method == net::Method::kHead;
    Result<const net::ResponseHead*> head = co_await call->ReadHead(to_head);
    if (head) {
      call->ClearDeadline();
      co_return Called(std::make_unique<NetworkReply>(std::move(call)));
    }
    error = head.error();
  } else {
    error = sent.error();
  }
  const Trouble trouble = error.code == ErrorCode::kTimeout ? Trouble::kFirstByteTimeout
                          : call->untouched()               ? Trouble::kReset
                                                            : Trouble::kBroken;
  co_return Called(tl::unexpected(Miss(trouble, std::move(error))));
}

void Attempt::Begun() {
  const MonotonicTime now = request_.loop().now();
  lease_.Succeeded(now);
  if (tried().first_token < Duration(0)) tried().first_token = now - tried().begun;
}

void Attempt::Tell(const model::UsageTally& usage, size_t text_bytes) {
  tried().usage = usage;
  tried().text_bytes = text_bytes;
}

net::Task<Result<std::string_view>> Attempt::Read(Duration patience) {
  // Bytes that are always there already would never meet the deadline.
  if (request_.loop().now() >= request_.deadline) {
    co_return Fail(Error::Timeout("The provider was still answering when the time was over."));
  }
  if (std::optional<Result<std::string_view>> now = reply_->TryRead()) {
    any_read_ = true;
    co_return std::move(*now);
  }
  Reply* const raw = reply_.get();
  const net::Interrupt::Scope scope(&request_.interrupt, [raw] { raw->Cancel(); });
  // Some servers send the head at once and the body when they have thought.
  const MonotonicTime idle = Within(request_.timeouts.idle);
  MonotonicTime by = any_read_ ? idle : std::max(idle, first_byte_by_);
  if (patience != Duration::max()) by = std::min(by, request_.loop().now() + patience);
  reply_->SetDeadline(by);
  any_read_ = true;
  const Waiting waiting(request_);
  Result<std::string_view> piece = co_await reply_->Read();
  reply_->ClearDeadline();
  co_return piece;
}

void Attempt::Succeeded() {
  lease_.Succeeded(request_.loop().now());
  Account(AttemptOutcome::kOk);
}

Outcome Attempt::FailedReading(const Error& error) {
  return Failed(error.code == ErrorCode::kTimeout ? Trouble::kIdleTimeout : Trouble::kBroken,
                error);
}

Outcome Attempt::FailedBy(Trouble trouble, Error error) {
  return Failed(trouble, std::move(error));
}

Outcome Attempt::Failed(Trouble trouble, Error error) {
  const MonotonicTime now = request_.loop().now();
  Outcome outcome;
  outcome.trouble = error.code == ErrorCode::kTimeout && now >= request_.deadline
                        ? Trouble::kTotalTimeout
                        : trouble;
  outcome.has_other_key = candidate_.upstream->keys.HasOther(lease_.key(), now);
  if (error.code == ErrorCode::kCancelled) {
    Account(AttemptOutcome::kCancelled);
    outcome.error = std::move(error);
    return outcome;
  }
  const int status = error.http_status();
  const bool answered = trouble == Trouble::kStatus || trouble == Trouble::kErrorInAnswer;
  const bool own_limit = error.code == ErrorCode::kOverloaded && trouble == Trouble::kConnect;
  const bool gone_stale = reused_ && trouble == Trouble::kReset;
  const bool callers_haste =
      outcome.trouble == Trouble::kTotalTimeout && request_.deadline_is_callers;
  if (own_limit || gone_stale || callers_haste) {
    // Our limit of connections, one that the upstream was just closing, a caller in a hurry: none
    // of them says that it ills.
  } else if (answered && status == 429) {
    lease_.RateLimited(now, error.retry_after);
  } else if (answered && (status == 401 || status == 402 || status == 403)) {
    lease_.Rejected(now);
  } else if (answered && status < 500) {
    lease_.Succeeded(now);
  } else {
    lease_.Failed(now);
  }
  Account(AccountOf(outcome.trouble, error));
  outcome.error = std::move(error);
  return outcome;
}

}  // namespace farthing::gateway
