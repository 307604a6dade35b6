#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/progress.h"
#include "ledger/report_sums.h"

namespace farthing::ledger {

enum class ReportBy : uint8_t { kModel, kRoute, kTenant, kTag, kTier, kProvider, kDay };
inline constexpr size_t kReportBys = 7;
std::string_view NameOf(ReportBy by);  // "model"

// Requests that arrived in [from, to).
struct Question {
  WallTime from, to;
  ReportBy by = ReportBy::kModel;
  TellProgress progress;
  const std::atomic<bool>* given_up = nullptr;  // set from any thread, it ends the reading early
};

// The requests of one model ("openai/gpt-5-mini"), route, tenant, tag ("team=search"), tier ("1"),
// provider or day ("2026-11-23"). "": those that have none. A request counts in the row of each of
// its tags, otherwise in one row.
struct ReportRow {
  std::string key;
  Sums sums;
};

// How many requests had an outcome of our own cache: "miss", "exact", …
struct CacheOutcome {
  std::string name;
  Wide requests = 0;
};
// Whether no, or not every, provider had to be asked: all outcomes but miss, bypass and none.
bool IsCacheHit(std::string_view outcome);

// What a tenant spent over a route on a model.
struct CostDriver {
  std::string tenant, route, model;
  Sums sums;
};

struct Report {
  WallTime from, to;
  // Where `from` or `to` was moved out to whole days: before this, sums are known by the day alone.
  std::optional<WallTime> rounded_before;
  ReportBy by = ReportBy::kModel;
  Sums total;
  Sums before;                           // of as long a time that ended at `from`
  WallTime before_from;                  // its beginning; moved out like the others
  std::vector<ReportRow> rows;           // costliest first; days in their order
  std::vector<CacheOutcome> outcomes;    // most frequent first
  std::vector<CostDriver> cost_drivers;  // the costliest few
  // Picodollars by the hour since 1970, in order; rolled-up days in their first hour.
  std::vector<std::pair<int64_t, Wide>> spent_by_hour;

  Wide cache_hits() const;  // requests
};

// Answers from the ledger's file, which a gateway may be writing to: whole hours from their sums,
// the rest of the period from the rows themselves; as of one moment. A period that begins or ends
// amid a day that is rolled up takes in all of that day. Blocks; any thread. REQUIRES:
// from ≤ to. Errors: kNotFound when there is no ledger yet; kCancelled when given up; kInternal
// when it cannot be read, or a sum does not fit.
Result<Report> MakeReport(const std::string& source, const Question& question);

}  // namespace farthing::ledger
