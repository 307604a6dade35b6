#include "gateway/record.h"

#include <algorithm>
#include <initializer_list>

namespace farthing::gateway {
namespace {

observe::TokenCounts CountsOf(const model::TokenCounts& tokens) {
  using enum model::TokenClass;
  const auto sum = [&tokens](std::initializer_list<model::TokenClass> classes) {
    uint64_t total = 0;
    for (const model::TokenClass one : classes) total += static_cast<uint64_t>(tokens[one]);
    return total;
  };
  observe::TokenCounts counts;
  counts.fresh = sum({kFresh, kAudioIn, kImageIn});
  counts.cache_read = sum({kCacheRead, kAudioCached, kImageCached});
  counts.cache_write = sum({kCacheWrite5m, kCacheWrite1h});
  counts.output = sum({kOutput, kAudioOut, kImageOut});
  counts.reasoning = sum({kReasoning});
  return counts;
}

observe::TargetMetrics& TargetOf(const Request& request, const upstream::Candidate& candidate,
                                 bool answered) {
  const bool proven = answered || candidate.card != nullptr ||
                      request.state->lists->ProviderOf(candidate.model) != nullptr;
  return request.state->LaneOf(candidate.upstream).Target(candidate.model, proven);
}

// As the ledger has it.
void RecordMoney(const Request& request, observe::TargetMetrics& target) {
  const Request::Result& result = request.result;
  observe::RequestMoney money;
  money.priced = result.paid && result.baseline;
  money.estimated = result.cost.estimated;
  money.cost = result.paid.value_or(Money());
  money.baseline = result.baseline.value_or(Money());
  target.RecordMoney(money);
  for (size_t step = 0; step < ledger::kStepCount; ++step) {
    if (result.savings[step] == Money()) continue;
    request.worker.metrics.RecordSaved(step, result.savings[step]);
  }
}

void RecordMetrics(const Request& request, Duration duration, const observe::TokenCounts& tokens) {
  observe::RequestSample sample;
  sample.operation = static_cast<size_t>(request.http.operation);
  sample.dialect = static_cast<size_t>(request.http.dialect);
  sample.status = request.result.status;
  sample.duration = duration;
  sample.first_token = request.result.first_token;
  // The waits are measured by the loop's clock, which stands a little behind.
  sample.gateway_time = std::max(Duration(0), duration - request.result.waited);
  sample.tokens = tokens;
  const bool answered = request.result.status < 400;
  observe::TargetMetrics& target = request.result.served != nullptr
                                       ? TargetOf(request, *request.result.served, answered)
                                       : request.worker.metrics.ForTarget(observe::kNoTarget);
  target.RecordRequest(sample);
  if (request.settled && request.result.served != nullptr) RecordMoney(request, target);
  request.worker.metrics.bytes_in().Add(request.exchange.bytes_received());
  request.worker.metrics.bytes_out().Add(request.exchange.bytes_sent());
}

void WriteAccessLine(Request& request, Duration duration, const observe::TokenCounts& tokens) {
  const net::RequestHead& head = request.exchange.head();
  const observe::FixedText<32> trace = observe::FormatTraceId(request.trace);
  const std::string client = request.exchange.peer().HostString();
  observe::AccessRecord record;
  record.time = request.worker.shared.clock.WallNow() - duration;
  record.request_id = request.id.view();
  record.trace_id = trace.view();
  record.client = client;
  if (request.identity != nullptr) {
    record.key = request.identity->key_name;
    record.tenant = request.identity->tenant;
  }
  record.method = head.method_name;
  record.path = head.path;
  record.dialect = api::NameOf(request.http.dialect);
  if (request.route != nullptr) record.route = request.route->name;
  record.asked_model = request.asked_model;
  if (request.result.served != nullptr) {
    record.provider = request.result.served->upstream->provider.name();
    record.model = request.result.served->model;
  }
  record.status = request.result.status;
  record.attempts = static_cast<int>(request.tried.size());
  record.stream = request.streams();
  record.bytes_in = request.exchange.bytes_received();
  record.bytes_out = request.exchange.bytes_sent();
  record.tokens = tokens;
  record.first_token = request.result.first_token;
  record.duration = duration;
  record.error = request.result.error_slug;
  record.agent = head.Find("user-agent");
  if (request.config().access_log.prompts) {
    record.prompt = request.body;
    record.answer = request.result.answer;
  }
  request.worker.access_log->Write(record);
}

void RecordError(Request& request) {
  observe::RecentError error;
  error.time = request.worker.shared.clock.WallNow();
  error.request_id = request.id.view();
  error.model = request.asked_model;
  if (request.result.served != nullptr) {
    error.model = request.result.served->upstream->provider.name() + "/" +
                  std::string(request.result.served->model);
  }
  error.status = request.result.status;
  error.slug = request.result.error_slug;
  error.message = request.result.error_message;
  request.worker.metrics.RecordError(std::move(error));
}

}  // namespace

void Record(Request& request) {
  // A caller that is gone has seen no status: nginx's 499 says so.
  if (request.interrupt.triggered()) request.result.status = StatusOf(ErrorCode::kCancelled);
  const Duration duration = request.worker.shared.clock.Now() - request.start;
  const observe::TokenCounts tokens = CountsOf(request.result.cost.tokens);
  RecordMetrics(request, duration, tokens);
  if (request.worker.access_log) WriteAccessLine(request, duration, tokens);
  if (request.result.status >= 400 || !request.result.error_message.empty()) RecordError(request);
}

void RecordRetry(Request& request, const upstream::Candidate& tried,
                 const upstream::Candidate& next, upstream::NextStep::Kind kind) {
  if (kind == upstream::NextStep::Kind::kRetrySame) {
    TargetOf(request, tried, false).RecordRetry();
  } else {
    TargetOf(request, next, false).RecordFallback();
  }
}

}  // namespace farthing::gateway
