#include "gateway/pipeline.h"

#include <array>

#include "api/count_tokens.h"
#include "api/error_body.h"
#include "api/request_tokens.h"
#include "gateway/answer_head.h"
#include "gateway/attempt.h"
#include "gateway/cache_marks.h"
#include "gateway/deliver.h"
#include "gateway/embedding.h"
#include "gateway/record.h"
#include "gateway/reranking.h"
#include "gateway/settle.h"
#include "gateway/shaping.h"
#include "gateway/steps.h"
#include "gateway/templating.h"
#include "json/document.h"
#include "upstream/retry.h"

namespace farthing::gateway {
namespace {

using upstream::NextStep;
using upstream::Outcome;

// What ended a request that has had no answer yet: an error of ours, or a provider's in its own
// words where it speaks the caller's dialect.
struct Failure {
  Error error;
  ProvidersWords words;
};

net::Task<void> AnswerError(Request& request, Failure failure) {
  request.result.status = failure.error.http_status();
  request.result.error_slug = failure.error.slug;
  request.result.error_message = failure.error.message;
  if (failure.error.code == ErrorCode::kCancelled || request.interrupt.triggered()) {
    request.result.status = StatusOf(ErrorCode::kCancelled);
    co_return;
  }
  Settle(request);
  std::string& body = failure.words.body;
  if (body.empty()) {
    body = api::ErrorBody(request.http.dialect, failure.error, request.id.view());
  }
  std::string lines = AnswerLines(request, "application/json", nullptr, failure.words.header_lines);
  if (failure.error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*failure.error.retry_after);
    lines += "retry-after: " + std::to_string(seconds.count()) + "\r\n";
  }
  const std::array<std::string_view, 1> pieces{body};
  co_await request.exchange.Respond(request.result.status, lines, pieces);
}

// One attempt at the plan's present candidate. Nothing: the caller has been answered.
net::Task<std::optional<Outcome>> Try(Request& request, upstream::RetryPlan& plan,
                                      ProvidersWords* words) {
  const upstream::Candidate& candidate = plan.current();
  request.result.served = &candidate;
  std::optional<upstream::KeyLease> lease =
      candidate.upstream->keys.Acquire(request.loop().now(), AffinityOf(request, candidate));
  if (!lease) {
    Outcome outcome;
    outcome.trouble = upstream::Trouble::kNoUsableKey;
    outcome.error = Error::Overloaded("The provider " + candidate.upstream->provider.name() +
                                          " is failing; it is left alone for a while.",
                                      std::chrono::seconds(1));
    co_return outcome;
  }
  Attempt attempt(request, candidate, std::move(*lease));
  if (Status built = attempt.Build(); !built) {
    Outcome outcome;
    // What this provider cannot be told, the next one may understand.
    outcome.trouble = built.error().code == ErrorCode::kUnsupported
                          ? upstream::Trouble::kNoUsableKey
                          : upstream::Trouble::kStatus;
    outcome.error = built.error();
    co_return outcome;
  }
  plan.AttemptBegun(request.loop().now());
  std::optional<Outcome> outcome = co_await attempt.Open();
  if (!outcome) outcome = co_await Deliver(request, attempt);
  *words = attempt.TakeWords();
  co_return outcome;
}

// choose, call, retry or next, stream: until the caller has an answer or there is no more to try.
net::Task<std::optional<Failure>> CallProviders(Request& request) {
  upstream::RetryPlan plan(request.config().retry, request.candidates, request.deadline,
                           request.worker.random, request.repeat);
  for (;;) {
    ProvidersWords words;
    std::optional<Outcome> outcome = co_await Try(request, plan, &words);
    if (!outcome) co_return std::nullopt;
    if (request.interrupt.triggered()) co_return Failure{std::move(outcome->error), {}};
    const upstream::Candidate& tried = plan.current();
    NextStep next = plan.OnTrouble(std::move(*outcome), request.loop().now());
    if (next.kind == NextStep::Kind::kGiveUp) {
      // Words of a provider belong to its own status, not to the deadline that ended the tries.
      if (next.error->status == 0) words = {};
      co_return Failure{std::move(*next.error), std::move(words)};
    }
    RecordRetry(request, tried, plan.current(), next.kind);
    if (next.delay <= Duration(0)) continue;
    net::Sleep pause(request.loop(), next.delay);
    net::Sleep* const raw = &pause;
    const net::Interrupt::Scope scope(&request.interrupt, [raw] { raw->Cancel(); });
    const Waiting waiting(request);
    co_await pause;
    if (request.interrupt.triggered()) co_return Failure{};
  }
}

// count_tokens where no provider of the list can count: as its model is known to be counted, marked
// where that is an estimate.
bool MustCount(const Request& request) {
  return request.http.operation == api::Operation::kCountTokens &&
         !CanCountTokens(request.candidates.front().upstream->provider);
}

net::Task<std::optional<Failure>> AnswerCount(Request& request) {
  Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) co_return Failure{document.error(), {}};
  const api::CountingRule rule = request.state->prices.Of(request.candidates.front())->counting;
  const api::TokenBand counted = api::CountRequest(document->root(), rule).total;
  const std::string body = api::CountTokensBody(counted.tokens);
  request.result.served = &request.candidates.front();
  request.result.status = 200;
  Settle(request);
  if (!counted.exact) {
    request.result.warnings.push_back("input_tokens: an estimate, this provider cannot count");
  }
  const std::array<std::string_view, 1> pieces{body};
  const std::string lines = AnswerLines(request, "application/json", nullptr);
  co_await request.exchange.Respond(200, lines, pieces);
  co_return std::nullopt;
}

net::Task<std::optional<Failure>> Process(Request& request) {
  if (Status known = Identify(request); !known) co_return Failure{known.error(), {}};
  if (Status parsed = co_await Parse(request); !parsed) co_return Failure{parsed.error(), {}};
  if (Status resolved = Resolve(request); !resolved) co_return Failure{resolved.error(), {}};
  if (Status rendered = RenderTemplate(request); !rendered) co_return Failure{rendered.error(), {}};
  co_await Rerank(request);
  const Status shaped = HasRemoteEmbedder(request)
                            ? co_await ShapeByServer(request)
                            : Shape(request, request.state->snapshot->embedder());
  if (!shaped) co_return Failure{shaped.error(), {}};
  if (MustCount(request)) co_return co_await AnswerCount(request);
  co_return co_await CallProviders(request);
}

}  // namespace

net::Task<void> Serve(Request& request) {
  if (Status admitted = Admit(request); !admitted) {
    Failure failure{admitted.error(), {}};
    co_await AnswerError(request, std::move(failure));
    Record(request);
    co_return;
  }
  request.exchange.OnHangup([&request] {
    request.interrupt.Trigger();
    request.exchange.CutStream();
  });
  std::optional<Failure> failure = co_await Process(request);
  if (failure) co_await AnswerError(request, std::move(*failure));
  Settle(request);
  Depart(request);
  Record(request);
}

}  // namespace farthing::gateway
