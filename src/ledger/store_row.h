#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/hour_sums.h"
#include "ledger/row.h"

// How a row becomes the columns of the tables `requests` and `tries`, whichever engine has them.
namespace farthing::ledger {

// All but requests.id, each after ", " but for the first.
std::string RequestColumns();
std::string TryColumns();
inline constexpr size_t kRequestColumns = 31 + model::kTokenClasses + kStepCount;
inline constexpr size_t kTryColumns = 14 + model::kTokenClasses;

// Those of a request that IsPlain; all others are 0.
std::string PlainColumns();
inline constexpr size_t kPlainColumns = 31 + 4;
bool IsPlain(const RequestRow& row);

// A request's only attempt, where the request's own columns tell of it what they tell of the
// request; else null: its attempts are rows of `tries`.
const AttemptRow* OnlyAttempt(const RequestRow& row);

// What stands in `names`, in the order of the columns; and the ids there.
using RequestNames = std::array<std::string_view, 14>;
using RequestNameIds = std::array<int64_t, 14>;
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

// The names' ids come last, for they are none where the attempts stand in `tries`.
template <typename Line>
void PutOnlyAttempt(const AttemptRow* attempt, const RequestNameIds& ids, Line* line) {
  if (attempt == nullptr) {
    for (int i = 0; i < 6; ++i) line->BindNull();
    return;
  }
  line->Bind(ids[12]);
  line->Bind(ids[13]);
  line->Bind(int64_t{attempt->key});
  line->Bind(int64_t{attempt->status});
  PutTimes(attempt->first_token, attempt->duration, line);
}

template <typename Line>
void PutHead(const RequestRow& row, const RequestNameIds& ids, Line* line) {
  line->Bind(std::string_view(row.id));
  line->Bind(int64_t{row.time.time_since_epoch().count()});
  for (size_t i = 0; i < 12; ++i) line->Bind(ids[i]);
  line->Bind(int64_t{row.tier});
  line->Bind(int64_t{row.status});
  line->Bind(int64_t{row.stream});
  PutTimes(row.first_token, row.duration, line);
  PutCost(row.cost, line);
  line->Bind(static_cast<int64_t>(row.baseline_exactness));
  line->Bind(int64_t{row.baseline_converted});
  line->Bind(row.baseline.picodollars());
  PutOnlyAttempt(OnlyAttempt(row), ids, line);
}

// Of PlainColumns.
template <typename Line>
void PutPlain(const RequestRow& row, const RequestNameIds& ids, Line* line) {
  using enum model::TokenClass;
  PutHead(row, ids, line);
  for (const model::TokenClass one : {kFresh, kCacheRead, kOutput, kReasoning}) {
    line->Bind(row.cost.tokens[one]);
  }
}

template <typename Line>
void PutRequest(const RequestRow& row, const RequestNameIds& ids, Line* line) {
  PutHead(row, ids, line);
  PutTokens(row.cost.tokens, line);
  for (const Money saved : row.savings) line->Bind(saved.picodollars());
}

template <typename Line>
void PutTry(int64_t request, int64_t number, const AttemptRow& attempt, const AttemptNameIds& ids,
            Line* line) {
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
