#include "base/check.h"
#include "observe/metrics.h"

namespace farthing::observe {
namespace {

constexpr std::string_view kTokenClasses[] = {"fresh", "cache_read", "cache_write", "output",
                                              "reasoning"};
constexpr std::string_view kOutcomes[kAttemptOutcomeCount] = {
    "ok",      "client_error", "rate_limited", "server_error", "connect_failed",
    "timeout", "broken",       "cancelled"};

}  // namespace

std::string_view NameOf(AttemptOutcome outcome) { return kOutcomes[static_cast<size_t>(outcome)]; }

TargetMetrics::TargetMetrics(WorkerMetrics& worker, std::string provider, std::string model)
    : worker_(worker),
      provider_(std::move(provider)),
      model_(std::move(model)),
      surfaces_(worker.metrics_.options().operations.size() *
                worker.metrics_.options().dialects.size()) {}

Counter TargetMetrics::Resolve(Family family, std::string_view last_label) {
  const std::string_view labels[] = {provider_, model_, last_label};
  return worker_.CounterOf(family, {labels, InfoOf(family).labels.size()});
}

HistogramCells* TargetMetrics::DurationOf(size_t operation) {
  const std::string_view labels[] = {worker_.metrics_.options().operations[operation], provider_,
                                     model_};
  return worker_.HistogramOf(Family::kRequestDuration, labels);
}

Counter& TargetMetrics::RequestCounter(Surface& surface, const RequestSample& sample) {
  // HTTP has few statuses, but a provider may answer any number.
  const int status = sample.status >= 100 && sample.status <= 599 ? sample.status : 0;
  for (StatusCounter& known : surface.statuses) {
    if (known.status == status) return known.counter;
  }
  const MetricsOptions& options = worker_.metrics_.options();
  const std::string text = status == 0 ? "other" : std::to_string(status);
  const std::string_view labels[] = {options.operations[sample.operation],
                                     options.dialects[sample.dialect], provider_, model_, text};
  const Counter counter = worker_.CounterOf(Family::kRequests, labels);
  return surface.statuses.emplace_back(StatusCounter{status, counter}).counter;
}

void TargetMetrics::RecordRequest(const RequestSample& sample) {
  const MetricsOptions& options = worker_.metrics_.options();
  const size_t index = sample.operation * options.dialects.size() + sample.dialect;
  CHECK(sample.dialect < options.dialects.size() && index < surfaces_.size());
  Surface& surface = surfaces_[index];
  if (surface.duration == nullptr) surface.duration = DurationOf(sample.operation);
  surface.duration->Record(sample.duration);
  RequestCounter(surface, sample).Add();
  if (sample.first_token >= Duration(0)) {
    const std::string_view labels[] = {provider_, model_};
    if (first_token_ == nullptr) {
      first_token_ = worker_.HistogramOf(Family::kTimeToFirstToken, labels);
    }
    first_token_->Record(sample.first_token);
  }
  if (sample.gateway_time >= Duration(0)) {
    HistogramCells*& cells = worker_.gateway_time_[sample.operation];
    const std::string_view operation[] = {options.operations[sample.operation]};
    if (cells == nullptr) cells = worker_.HistogramOf(Family::kGatewayTime, operation);
    cells->Record(sample.gateway_time);
  }
  RecordTokens(sample.tokens);
}

void TargetMetrics::RecordTokens(const TokenCounts& tokens) {
  const uint64_t counts[] = {tokens.fresh, tokens.cache_read, tokens.cache_write, tokens.output,
                             tokens.reasoning};
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (counts[i] == 0) continue;
    if (!tokens_[i]) tokens_[i] = Resolve(Family::kTokens, kTokenClasses[i]);
    tokens_[i].Add(counts[i]);
  }
}

// All four are there from the first request on: what has not happened yet is 0, not absent.
void TargetMetrics::RecordMoney(const RequestMoney& money) {
  if (!cost_) {
    cost_ = Resolve(Family::kCost, {});
    baseline_ = Resolve(Family::kBaseline, {});
    unpriced_ = Resolve(Family::kUnpricedRequests, {});
    estimated_ = Resolve(Family::kEstimatedRequests, {});
  }
  if (money.priced) {
    cost_.Add(static_cast<uint64_t>(money.cost.picodollars()));
    baseline_.Add(static_cast<uint64_t>(money.baseline.picodollars()));
  } else {
    unpriced_.Add();
  }
  if (money.estimated) estimated_.Add();
}

void TargetMetrics::RecordAttempt(AttemptOutcome outcome) {
  const auto index = static_cast<size_t>(outcome);
  if (!attempts_[index]) attempts_[index] = Resolve(Family::kAttempts, kOutcomes[index]);
  attempts_[index].Add();
}

void TargetMetrics::RecordRetry() {
  if (!retries_) retries_ = Resolve(Family::kRetries, {});
  retries_.Add();
}

void TargetMetrics::RecordFallback() {
  if (!fallbacks_) fallbacks_ = Resolve(Family::kFallbacks, {});
  fallbacks_.Add();
}

}  // namespace farthing::observe
