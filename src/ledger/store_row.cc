#include "ledger/store_row.h"

#include "ledger/schema.h"

namespace farthing::ledger {

namespace {

constexpr std::string_view kHeadColumns =
    "request_id, time_ns, tenant, key, route, tags, dialect, operation, asked_model, "
    "provider, model, cache, price_version, baseline_model, tier, status, stream, "
    "first_token_ns, duration_ns, estimated, exactness, cost, baseline_exactness, "
    "baseline_converted, baseline, attempt_outcome, attempt_service_tier, attempt_key, "
    "attempt_status, attempt_first_token_ns, attempt_duration_ns";

}  // namespace

std::string RequestColumns() {
  return std::string(kHeadColumns) + TokenColumns() + SavingColumns();
}

std::string PlainColumns() {
  return std::string(kHeadColumns) + ", fresh, cache_read, output, reasoning";
}

bool IsPlain(const RequestRow& row) {
  using enum model::TokenClass;
  const model::TokenCounts& tokens = row.cost.tokens;
  const bool few_classes =
      tokens[kFresh] + tokens[kCacheRead] + tokens[kOutput] + tokens[kReasoning] == tokens.total();
  return few_classes && row.savings == Savings{};
}

const AttemptRow* OnlyAttempt(const RequestRow& row) {
  if (row.attempts.size() != 1) return nullptr;
  const AttemptRow& only = row.attempts.front();
  const bool same =
      only.provider == row.provider && only.model == row.model && only.cost == row.cost;
  return same ? &only : nullptr;
}

std::string TryColumns() {
  return "request, attempt, provider, model, outcome, service_tier, price_version, key, status, "
         "first_token_ns, duration_ns, estimated, exactness, cost" +
         TokenColumns();
}

RequestNames NamesOf(const RequestRow& row) {
  const AttemptRow* const only = OnlyAttempt(row);
  return {row.tenant,
          row.key,
          row.route,
          row.tags,
          row.dialect,
          row.operation,
          row.asked_model,
          row.provider,
          row.model,
          row.cache,
          row.cost.price_version,
          row.baseline_model,
          only != nullptr ? std::string_view(only->outcome) : "",
          only != nullptr ? std::string_view(only->service_tier) : ""};
}

AttemptNames NamesOf(const AttemptRow& attempt) {
  return {attempt.provider, attempt.model, attempt.outcome, attempt.service_tier,
          attempt.cost.price_version};
}

HourKey HourKeyOf(const RequestRow& row, const RequestNameIds& ids) {
  const auto [tenant, key, route, tags, dialect, operation, asked, provider, model, cache, price,
              baseline, outcome, service_tier] = ids;
  return {HourOf(row.time), tenant, key, route, tags, asked, provider, model, cache, row.tier};
}

}  // namespace farthing::ledger
