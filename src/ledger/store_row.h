#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/hour_sums.h"
#include "ledger/row.h"

// How a row becomes the columns of the tables `requests` and `attempts`, whichever engine has them.
namespace farthing::ledger {

// All but requests.id, each after ", " but for the first.
std::string RequestColumns();
std::string AttemptColumns();
inline constexpr size_t kRequestColumns = 25 + model::kTokenClasses + kStepCount;
inline constexpr size_t kAttemptColumns = 14 + model::kTokenClasses;

// What stands in `names`, in the order of the columns; and the ids there.
using RequestNames = std::array<std::string_view, 12>;
using RequestNameIds = std::array<int64_t, 12>;
using AttemptNames = std::array<std::string_view, 5>;
using AttemptNameIds = std::array<int64_t, 5>;
RequestNames NamesOf(const RequestRow& row);
AttemptNames NamesOf(const AttemptRow& attempt);

HourKey HourKeyOf(const RequestRow& row, const RequestNameIds& ids);

// Gives `line` the values, in order, by Bind(int64_t), Bind(std::string_view) and BindNull().
template <typename Line>
void PutTokens(const model::TokenCounts& tokens, Line* line) {
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    line->Bind(tokens[static_cast<model::TokenClass>(i)]);
  }
}

template <typename Line>
void PutTimes(Duration first_token, Duration duration, Line* line) {
  if (first_token.count() < 0) {
    line->BindNull();
  } else {
    line->Bind(int64_t{first_token.count()});
  }
  line->Bind(int64_t{duration.count()});
}

template <typename Line>
void PutCost(const Cost& cost, Line* line) {
  line->Bind(int64_t{cost.estimated});
  line->Bind(static_cast<int64_t>(cost.exactness));
  line->Bind(cost.money.picodollars());
}

template <typename Line>
void PutRequest(const RequestRow& row, const RequestNameIds& ids, Line* line) {
  line->Bind(std::string_view(row.id));
  line->Bind(int64_t{row.time.time_since_epoch().count()});
  for (const int64_t id : ids) line->Bind(id);
  line->Bind(int64_t{row.tier});
  line->Bind(int64_t{row.status});
  line->Bind(int64_t{row.stream});
  PutTimes(row.first_token, row.duration, line);
  PutCost(row.cost, line);
  line->Bind(static_cast<int64_t>(row.baseline_exactness));
  line->Bind(int64_t{row.baseline_converted});
  line->Bind(row.baseline.picodollars());
  PutTokens(row.cost.tokens, line);
  for (const Money saved : row.savings) line->Bind(saved.picodollars());
}

template <typename Line>
void PutAttempt(int64_t request, int64_t number, const AttemptRow& attempt,
                const AttemptNameIds& ids, Line* line) {
  line->Bind(request);
  line->Bind(number);
  for (const int64_t id : ids) line->Bind(id);
  line->Bind(int64_t{attempt.key});
  line->Bind(int64_t{attempt.status});
  PutTimes(attempt.first_token, attempt.duration, line);
  PutCost(attempt.cost, line);
  PutTokens(attempt.cost.tokens, line);
}

}  // namespace farthing::ledger
