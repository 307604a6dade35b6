#include "gateway/stream_delivery.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "gateway/answer_head.h"
#include "gateway/answer_parts.h"
#include "gateway/relay.h"
#include "gateway/settle.h"

namespace farthing::gateway {
namespace {

using upstream::Outcome;
using upstream::Trouble;

// How long a complete stream without a usage is held for one that comes late.
constexpr std::chrono::milliseconds kLateUsage{200};

Relay MakeRelay(const Request& request, const upstream::Candidate& candidate) {
  const api::Dialect provider = candidate.upstream->provider.dialect();
  if (SameDialect(request, candidate)) {
    Relay::Options options;
    options.hide_usage_chunk = request.http.operation == api::Operation::kChat &&
                               provider == api::Dialect::kOpenAI && !request.scan.include_usage;
    options.any_end = request.http.operation == api::Operation::kPassThrough;
    return Relay(provider, options, std::string(request.id.view()));
  }
  const OwnWords said = OwnWordsOf(request, candidate);
  api::StreamContext context;
  context.id = said.id;
  context.model = said.model;
  context.created = said.created;
  context.include_usage = request.scan.include_usage;
  context.request_id = request.id.view();
  return Relay(api::MakeStreamTranslator(provider, request.http.dialect, std::move(context)));
}

// One event stream on its way to the caller.
class StreamDelivery {
 public:
  StreamDelivery(Request& request, Attempt& attempt)
      : request_(request), attempt_(attempt), relay_(MakeRelay(request, attempt.candidate())) {}

  net::Task<std::optional<Outcome>> Run() {
    for (bool ended = false; !ended;) {
      Result<std::string_view> bytes = co_await attempt_.Read(Patience());
      if (request_.interrupt.triggered()) co_return std::nullopt;
      const Status fed = Take(bytes);
      attempt_.Tell(relay_.usage(), relay_.text_bytes());
      if (relay_.at_end() && !end_by_) end_by_ = request_.loop().now() + kLateUsage;
      ended = !bytes || bytes->empty() || IsOver();
      // As long as the caller has nothing, what came before the error need not reach it either.
      if (fed && !begun_ && (!out_.empty() || relay_.at_end())) Begin();
      if (fed) AddEnd(ended);
      std::optional<Outcome> failed;
      if (!fed) {
        failed = bytes ? attempt_.FailedBy(Trouble::kErrorInAnswer, fed.error())
                       : attempt_.FailedReading(fed.error());
        if (!begun_) co_return failed;
        Settle(request_);  // what is still to be written may be the provider's own last word
      }
      if (begun_ && !co_await Write()) co_return GiveUpOnCaller(request_);
      if (!failed) continue;
      Break(failed->error);
      if (!co_await Write()) co_return GiveUpOnCaller(request_);
      co_await request_.exchange.EndStream();
      co_return std::nullopt;
    }
    co_await End();
    co_return std::nullopt;
  }

 private:
  // An answer that is complete waits for its usage and the provider's end, but not for long.
  Duration Patience() const {
    if (!end_by_) return Duration::max();
    return std::max(Duration(0), *end_by_ - request_.loop().now());
  }
  bool IsOver() const { return end_by_ && request_.loop().now() >= *end_by_; }

  // What the provider sent, or how its stream ended; after the caller's last event all is well.
  Status Take(const Result<std::string_view>& bytes) {
    out_.clear();
    if (bytes) return relay_.Feed(*bytes, &out_);
    if (relay_.at_end()) return {};
    return Fail(bytes.error());
  }

  void Begin() {
    begun_ = true;
    attempt_.Begun();
    request_.result.first_token = request_.worker.shared.clock.Now() - request_.start;
    request_.result.status = 200;
    request_.exchange.StartStream(
        200, AnswerLines(request_, "text/event-stream; charset=utf-8", &attempt_.reply()));
  }

  // The caller's last event goes out when the usage is known, or cannot come any more: before the
  // caller has all of its answer the ledger has the row.
  void AddEnd(bool provider_ended) {
    if (!relay_.at_end()) return;
    if (!request_.settled) {
      if (!relay_.usage().said() && !provider_ended) return;
      attempt_.Succeeded();
      SettleAndReport();
    }
    if (const std::string_view end = relay_.TakeEnd(); !end.empty()) out_.push_back(end);
  }

  net::Task<bool> Write() {
    if (out_.empty()) co_return true;
    KeepAnswer(request_, out_);
    const Waiting waiting(request_);
    co_return co_await request_.exchange.WriteStream(out_);
  }

  // The stream ends with the dialect's error event.
  void Break(const Error& error) {
    request_.result.error_slug = "stream_broken";
    request_.result.error_message = error.message;
    relay_.Fail(error, &out_);
  }

  net::Task<void> End() {
    out_.clear();
    attempt_.Succeeded();
    if (!begun_) {  // a stream of unknown kind may well be empty
      request_.result.status = 200;
      request_.exchange.StartStream(
          200, AnswerLines(request_, attempt_.reply().content_type(), &attempt_.reply()));
    }
    // Where the provider sent no last event.
    if (!request_.settled) {
      SettleAndReport();
      if (!co_await Write()) co_return;
    }
    co_await request_.exchange.EndStream();
  }

  void SettleAndReport() {
    Settle(request_);
    report_ = InlineReport(request_);
    if (!report_.empty()) out_.push_back(report_);
  }

  Request& request_;
  Attempt& attempt_;
  Relay relay_;
  Pieces out_;
  std::optional<MonotonicTime> end_by_;  // once the caller's last event has come
  std::string report_;
  bool begun_ = false;
};

}  // namespace

net::Task<std::optional<Outcome>> DeliverEvents(Request& request, Attempt& attempt) {
  StreamDelivery delivery(request, attempt);
  co_return co_await delivery.Run();
}

}  // namespace farthing::gateway
