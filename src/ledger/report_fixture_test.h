#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "base/instant.h"
#include "ledger/filled_ledger_test.h"
#include "ledger/report.h"

namespace farthing::ledger {

inline const WallTime kNoon = ParseInstant("2026-11-20T12:00:00Z").value();

// Minutes after it.
inline WallTime Noon(int minutes) { return kNoon + std::chrono::minutes(minutes); }

// Priced, with what was not paid saved by the route.
inline RequestRow Row(WallTime time, int64_t cost, int64_t baseline) {
  RequestRow row;
  row.time = time;
  row.tenant = "acme";
  row.route = "support";
  row.provider = "openai";
  row.model = "gpt-5-mini";
  row.cache = "miss";
  row.status = 200;
  row.cost.tokens[model::TokenClass::kFresh] = 60;
  row.cost.tokens[model::TokenClass::kCacheRead] = 40;
  row.cost.exactness = row.baseline_exactness = model::Exactness::kExact;
  row.cost.money = Money::Picodollars(cost);
  row.baseline = Money::Picodollars(baseline);
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(baseline - cost);
  return row;
}

inline bool Telescopes(const Sums& sums) {
  Wide left = sums.baseline();
  for (size_t i = 0; i < kStepCount; ++i) left -= sums.saved(static_cast<Step>(i));
  return left == sums.actual();
}

// A ledger of its own, and reports of it, each of which is seen to telescope.
class ReportTest : public ::testing::Test {
 protected:
  std::string path() const { return ledger_.path(); }
  void Take(const std::vector<RequestRow>& rows) { ledger_.Take(rows); }
  Report Ask(WallTime from, WallTime to, ReportBy by = ReportBy::kModel) {
    Result<Report> report = MakeReport(path(), {.from = from, .to = to, .by = by});
    CHECK(report.has_value());
    EXPECT_TRUE(Telescopes(report->total));
    for (const ReportRow& row : report->rows) EXPECT_TRUE(Telescopes(row.sums)) << row.key;
    return std::move(*report);
  }
  int64_t Spent(WallTime from, WallTime to) {
    return static_cast<int64_t>(Ask(from, to).total.actual());
  }
  // "key cost" for each row.
  std::vector<std::string> Rows(ReportBy by) {
    std::vector<std::string> rows;
    for (const ReportRow& row : Ask(Noon(-3000), Noon(3000), by).rows) {
      rows.push_back(row.key + " " + FormatWhole(row.sums.actual()));
    }
    return rows;
  }

  FilledLedger ledger_;
};

}  // namespace farthing::ledger
