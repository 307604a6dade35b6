#include "gateway/settle.h"

#include <utility>

#include "api/dialect.h"
#include "base/check.h"
#include "gateway/answer_head.h"
#include "gateway/cache_marks.h"
#include "gateway/charge.h"
#include "ledger/savings.h"

namespace farthing::gateway {
namespace {

using model::Exactness;

// The try that the caller's answer came from, if one did: the last that was answered.
const Tried* AnswerOf(const Request& request) {
  if (request.tried.empty()) return nullptr;
  const Tried& last = request.tried.back();
  return last.is_answer ? &last : nullptr;
}

void WriteAttempt(const Tried& tried, ledger::Cost cost, ledger::AttemptRow* row) {
  row->provider = tried.candidate->upstream->provider.name();
  row->model = tried.candidate->model;
  row->key = tried.key;
  row->status = tried.status;
  row->outcome = observe::NameOf(tried.outcome);
  row->service_tier = tried.usage.usage().service_tier;
  row->first_token = tried.first_token;
  row->duration = tried.duration;
  row->cost = std::move(cost);
}

// Those of our own come first, as they were made.
void WriteAttempts(Request& request, ledger::RequestRow* row) {
  row->cost = {};
  row->cost.exactness = Exactness::kExact;
  row->attempts.resize(request.own_calls.size() + request.tried.size());
  ledger::AttemptRow* next = row->attempts.data();
  for (const Request::OwnCall& own : request.own_calls) {
    ledger::AddCost(own.row.cost, &row->cost);
    *next++ = own.row;
  }
  for (Tried& tried : request.tried) {
    ledger::Cost cost = ChargeOf(request, tried);
    ledger::AddCost(cost, &row->cost);
    WriteAttempt(tried, std::move(cost), next++);
  }
}

// What calls of our own cost is taken off what their steps saved: the answer cost as much more.
void ChargeSteps(const Request& request, ledger::Cost* answer, ledger::Savings* shaped) {
  for (const Request::OwnCall& own : request.own_calls) {
    ledger::AddCost(own.row.cost, answer);
    Money& saved = (*shaped)[static_cast<size_t>(own.step)];
    const Result<Money> net = Subtract(saved, own.row.cost.money);
    if (net) saved = *net;
  }
}

void WriteBaseline(const Request& request, ledger::RequestRow* row) {
  const Tried* const answer = AnswerOf(request);
  ledger::Cost cost;
  cost.exactness = Exactness::kExact;
  if (answer != nullptr) cost = row->attempts.back().cost;
  Baseline baseline = BaselineOf(request, answer, cost);
  row->baseline_model = std::move(baseline.model);
  row->baseline_exactness = baseline.exactness;
  row->baseline_converted = baseline.converted;
  row->baseline = baseline.money;
  ChargeSteps(request, &cost, &baseline.shaped);
  ledger::WriteSavings(cost, baseline.shaped, row);
}

void WriteNames(const Request& request, ledger::RequestRow* row) {
  row->id = request.id.view();
  row->time = request.arrived;
  row->tenant = request.identity->tenant;
  row->key = request.identity->key_name;
  row->route = request.route != nullptr ? std::string_view(request.route->name) : "";
  row->tags = request.tags;
  row->dialect = api::NameOf(request.http.dialect);
  row->operation = api::NameOf(request.http.operation);
  row->asked_model = request.asked_model;
  row->cache.clear();
  row->provider.clear();
  row->model.clear();
  row->tier = 0;
  if (const upstream::Candidate* served = request.result.served) {
    row->provider = served->upstream->provider.name();
    row->model = served->model;
    row->tier = TierOf(*served);
  }
}

}  // namespace

void Settle(Request& request) {
  if (std::exchange(request.settled, true)) return;
  if (request.identity == nullptr) {
    request.result.paid = request.result.baseline = Money();
    return;
  }
  ledger::RequestRow& row = request.worker.row;
  WriteNames(request, &row);
  row.status =
      request.interrupt.triggered() ? StatusOf(ErrorCode::kCancelled) : request.result.status;
  row.stream = request.streams();
  row.first_token = request.result.first_token;
  row.duration = request.worker.shared.clock.Now() - request.start;
  WriteAttempts(request, &row);
  WriteBaseline(request, &row);
  SettleMarks(request, AnswerOf(request));
  request.result.cost = row.cost;
  if (row.cost.exactness != Exactness::kUnpriced) request.result.paid = row.cost.money;
  if (row.baseline_exactness != Exactness::kUnpriced) request.result.baseline = row.baseline;
  request.result.savings = row.savings;
  const bool recorded = request.worker.ledger.Record(row);
  CHECK(recorded);  // Admit has asked for room
  request.worker.shared.teacher.Hear(request);
}

std::string InlineReport(const Request& request) {
  if (request.exchange.head().Find("x-farthing-report") != "inline") return {};
  return ": farthing {\"cost_usd\":\"" + SaidUsd(request.result.paid) + "\",\"baseline_usd\":\"" +
         SaidUsd(request.result.baseline) + "\",\"request_id\":\"" +
         std::string(request.id.view()) + "\"}\n\n";
}

}  // namespace farthing::gateway
