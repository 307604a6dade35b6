#include "ledger/store_row.h"

#include "ledger/schema.h"

namespace farthing::ledger {

std::string RequestColumns() {
  return "request_id, time_ns, tenant, key, route, tags, dialect, operation, asked_model, "
         "provider, model, cache, price_version, baseline_model, tier, status, stream, "
         "first_token_ns, duration_ns, estimated, exactness, cost, baseline_exactness, "
         "baseline_converted, baseline" +
         TokenColumns() + SavingColumns();
}

std::string AttemptColumns() {
  return "request, attempt, provider, model, outcome, service_tier, price_version, key, status, "
         "first_token_ns, duration_ns, estimated, exactness, cost" +
         TokenColumns();
}

RequestNames NamesOf(const RequestRow& row) {
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
          row.baseline_model};
}

AttemptNames NamesOf(const AttemptRow& attempt) {
  return {attempt.provider, attempt.model, attempt.outcome, attempt.service_tier,
          attempt.cost.price_version};
}

HourKey HourKeyOf(const RequestRow& row, const RequestNameIds& ids) {
  const auto [tenant, key, route, tags, dialect, operation, asked, provider, model, cache, price,
              baseline] = ids;
  return {HourOf(row.time), tenant, key, route, tags, asked, provider, model, cache, row.tier};
}

}  // namespace farthing::ledger
