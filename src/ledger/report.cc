#include "ledger/report.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "ledger/report_groups.h"
#include "ledger/report_reader.h"

namespace farthing::ledger {
namespace {

constexpr uint64_t kRowsBetweenProgress = 1 << 16;

class Progress {
 public:
  explicit Progress(const Question& question) : question_(question) {}
  void Count() {
    if (++rows_ % kRowsBetweenProgress == 0 && question_.progress) question_.progress(rows_);
  }

 private:
  const Question& question_;
  uint64_t rows_ = 0;
};

using OutcomeCounts = std::unordered_map<int64_t, Wide>;

Result<std::vector<CacheOutcome>> OutcomesOf(const OutcomeCounts& counts, Names& names) {
  std::vector<CacheOutcome> outcomes;
  for (const auto& [id, requests] : counts) {
    const Result<std::string_view> name = names.Text(id);
    if (!name) return Fail(name.error());
    outcomes.push_back({std::string(*name), requests});
  }
  std::ranges::sort(outcomes, [](const CacheOutcome& a, const CacheOutcome& b) {
    return a.requests != b.requests ? a.requests > b.requests : a.name < b.name;
  });
  return outcomes;
}

Status ReadPeriod(Database& database, const Question& question, Progress* progress,
                  Report* report) {
  Names names(database);
  RowGroups rows(question.by, names);
  CostDrivers drivers;
  OutcomeCounts outcomes;
  Status read = ReadSlices(database, question.from, question.to, [&](const Slice& slice) -> Status {
    progress->Count();
    if (!report->total.Add(slice.values)) return Fail(SumDoesNotFit());
    outcomes[slice.cache] += slice.values[0];
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
  return {};
}

Status ReadPeriodBefore(Database& database, const Question& question, Progress* progress,
                        Report* report) {
  const WallTime from = question.from - (question.to - question.from);
  return ReadSlices(database, from, question.from, [&](const Slice& slice) -> Status {
    progress->Count();
    if (!report->before.Add(slice.values)) return Fail(SumDoesNotFit());
    return {};
  });
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

Result<Report> MakeReport(const std::string& path, const Question& question) {
  CHECK(question.from <= question.to);
  Result<Database> database = OpenForReport(path);
  if (!database) return Fail(database.error());
  Report report{.from = question.from, .to = question.to, .by = question.by};
  Progress progress(question);
  const Status read = ReadPeriod(*database, question, &progress, &report).and_then([&] {
    return ReadPeriodBefore(*database, question, &progress, &report);
  });
  if (!read) return Fail(read.error());
  return report;
}

}  // namespace farthing::ledger
