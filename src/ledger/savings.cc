#include "ledger/savings.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::ledger {

using model::Exactness;

void AddCost(const Cost& cost, Cost* total) {
  total->tokens += cost.tokens;
  total->estimated |= cost.estimated;
  total->exactness = std::max(total->exactness, cost.exactness);
  if (!cost.price_version.empty()) total->price_version = cost.price_version;
  const Result<Money> sum = Add(total->money, cost.money);
  if (!sum) total->exactness = Exactness::kUnpriced;
  total->money = total->exactness == Exactness::kUnpriced ? Money() : *sum;
}

void WriteSavings(const Cost& answer, const Savings& shaped, RequestRow* row) {
  row->savings = {};
  const bool known = row->cost.exactness != Exactness::kUnpriced &&
                     row->baseline_exactness != Exactness::kUnpriced;
  if (!known) {
    row->baseline_exactness = Exactness::kUnpriced;
    row->baseline = Money();
    return;
  }
  Money shorter = row->baseline;  // what the shaped request would have cost
  row->savings = shaped;
  for (const Money saved : shaped) shorter = *Subtract(shorter, saved);
  const Result<Money> route = Subtract(shorter, answer.money);
  const Result<Money> tries = Subtract(answer.money, row->cost.money);
  CHECK(route.has_value() && tries.has_value());  // of amounts that are not negative
  row->savings[static_cast<size_t>(Step::kRoute)] = *route;
  row->savings[static_cast<size_t>(Step::kEscalation)] = *tries;
}

}  // namespace farthing::ledger
