#include "ledger/report.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "ledger/report_groups.h"
#include "ledger/report_reader.h"
#include "ledger/retention.h"

namespace farthing::ledger {
namespace {

using OutcomeCounts = std::unordered_map<int64_t, Wide>;

Result<std::vector<CacheOutcome>> OutcomesOf(const OutcomeCounts& counts, Names& names) {
  std::vector<CacheOutcome> outcomes;
  for (const auto& [id, requests] : counts) {
    if (requests == 0) continue;  // corrections alone
    const Result<std::string_view> name = names.Text(id);
    if (!name) return Fail(name.error());
    outcomes.push_back({std::string(*name), requests});
  }
  std::ranges::sort(outcomes, [](const CacheOutcome& a, const CacheOutcome& b) {
    return a.requests != b.requests ? a.requests > b.requests : a.name < b.name;
  });
  return outcomes;
}

// Counts what was read for a report, and sees whether anybody still wants it.
class Reading {
 public:
  explicit Reading(const Question& question)
      : progress_(question.progress), given_up_(question.given_up) {}

  Status Count() {
    progress_.Count();
    if (given_up_ == nullptr || !given_up_->load(std::memory_order_relaxed)) return {};
    Error error;
    error.code = ErrorCode::kCancelled;
    error.message = "Nobody waits for the report any more.";
    return Fail(std::move(error));
  }

 private:
  Progress progress_;
  const std::atomic<bool>* const given_up_;
};

Status ReadPeriod(Database& database, Reading* reading, Report* report) {
  Names names(database);
  RowGroups rows(report->by, names);
  CostDrivers drivers;
  OutcomeCounts outcomes;
  std::unordered_map<int64_t, Wide> hours;
  Status read = ReadSlices(database, report->from, report->to, [&](const Slice& slice) -> Status {
    if (Status wanted = reading->Count(); !wanted) return wanted;
    if (!report->total.Add(slice.values)) return Fail(SumDoesNotFit());
    outcomes[slice.cache] += slice.values[0];
    hours[slice.hour] += slice.values[kCostSum];
    return drivers.Add(slice).and_then([&] { return rows.Add(slice); });
  });
  if (!read) return read;
  Result<std::vector<CacheOutcome>> found = OutcomesOf(outcomes, names);
  if (!found) return Fail(found.error());
  Result<std::vector<CostDriver>> costliest = drivers.Finish(names);
  if (!costliest) return Fail(costliest.error());
  report->rows = rows.Finish();
  report->outcomes = std::move(*found);
  report->cost_drivers = std::move(*costliest);
  report->spent_by_hour.assign(hours.begin(), hours.end());
  std::ranges::sort(report->spent_by_hour);
  return {};
}

Status ReadPeriodBefore(Database& database, Reading* reading, Report* report) {
  return ReadSlices(database, report->before_from, report->from, [&](const Slice& slice) -> Status {
    if (Status wanted = reading->Count(); !wanted) return wanted;
    if (!report->before.Add(slice.values)) return Fail(SumDoesNotFit());
    return {};
  });
}

Report Unread(const Question& question, WallTime rolled_up_until) {
  using std::chrono::days;
  Report report{.from = question.from, .to = question.to, .by = question.by};
  const auto is_known_by_day = [&](WallTime time) {
    return time < rolled_up_until && question.from < question.to;
  };
  if (is_known_by_day(report.from)) report.from = std::chrono::floor<days>(report.from);
  if (is_known_by_day(report.to)) report.to = std::chrono::ceil<days>(report.to);
  if (report.from != question.from || report.to != question.to) {
    report.rounded_before = rolled_up_until;
  }
  report.before_from = report.from - (report.to - report.from);
  if (is_known_by_day(report.before_from)) {
    report.before_from = std::chrono::floor<days>(report.before_from);
  }
  return report;
}

}  // namespace

std::string_view NameOf(ReportBy by) {
  static constexpr std::string_view kNames[kReportBys] = {"model", "route",    "tenant", "tag",
                                                          "tier",  "provider", "day"};
  return kNames[static_cast<size_t>(by)];
}

bool IsCacheHit(std::string_view outcome) {
  return !outcome.empty() && outcome != "miss" && outcome != "bypass";
}

Wide Report::cache_hits() const {
  Wide hits = 0;
  for (const CacheOutcome& outcome : outcomes) {
    if (IsCacheHit(outcome.name)) hits += outcome.requests;
  }
  return hits;
}

Result<Report> MakeReport(const std::string& source, const Question& question) {
  CHECK(question.from <= question.to);
  Result<Database> database = OpenForReport(source);
  if (!database) return Fail(database.error());
  const Result<WallTime> rolled_up_until = RolledUpUntil(*database);
  if (!rolled_up_until) return Fail(rolled_up_until.error());
  Report report = Unread(question, *rolled_up_until);
  Reading reading(question);
  const Status read = ReadPeriod(*database, &reading, &report).and_then([&] {
    return ReadPeriodBefore(*database, &reading, &report);
  });
  if (!read) return Fail(read.error());
  return report;
}

}  // namespace farthing::ledger
