#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "base/check.h"
#include "base/test_folder.h"
#include "ledger/focus.h"
#include "ledger/reconcile.h"
#include "ledger/report.h"
#include "ledger/report_reader.h"
#include "ledger/retention.h"
#include "ledger/row.h"
#include "ledger/store.h"

// What a report costs over FARTHING_BENCH_ROWS rows (default: a million), read from the sums of
// hours or from the rows themselves; and whether the writer keeps its pace up to there.
namespace farthing::ledger {
namespace {

using std::chrono::hours;

constexpr size_t kGroup = 2000;
constexpr WallTime kStart{hours(500'000)};

int64_t Rows() {
  const char* const rows = std::getenv("FARTHING_BENCH_ROWS");
  return rows == nullptr ? 1'000'000 : std::strtoll(rows, nullptr, 10);
}

// Of 840 kinds, so that as many sums change in an hour.
RequestRow RowNumber(int64_t number, Duration between) {
  RequestRow row;
  row.id = "req_0123456789abcdefghij";
  row.time = kStart + number * between;
  row.tenant = "tenant-" + std::to_string(number % 5);
  row.key = "key-" + std::to_string(number % 20);
  row.route = "route-" + std::to_string(number % 3);
  row.tags = "feature=search,team=" + std::to_string(number % 7);
  row.dialect = "openai";
  row.operation = "chat";
  row.asked_model = "auto";
  row.provider = "openai";
  row.model = "model-" + std::to_string(number % 8);
  row.status = 200;
  row.cache = "miss";
  row.duration = std::chrono::milliseconds(900);
  row.cost.tokens[model::TokenClass::kFresh] = 1200 + number % 100;
  row.cost.tokens[model::TokenClass::kOutput] = 300;
  row.cost.exactness = row.baseline_exactness = model::Exactness::kExact;
  row.cost.money = Money::Picodollars(900'000'000);
  row.cost.price_version = "litellm_2026-11";
  row.baseline = Money::Picodollars(9'000'000'000);
  row.baseline_model = "openai/gpt-5.6-sol";
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(8'100'000'000);
  AttemptRow& attempt = row.attempts.emplace_back();
  attempt.provider = row.provider;
  attempt.model = row.model;
  attempt.status = 200;
  attempt.outcome = "ok";
  attempt.service_tier = "default";
  attempt.cost = row.cost;
  return row;
}

// A ledger whose rows lie evenly in `span`.
class Filled {
 public:
  explicit Filled(Duration span) : between_(span / Rows()) {
    auto store = Store::Open(path());
    CHECK(store.has_value());
    const MonotonicTime start = clock_.Now();
    for (int64_t number = 0; number < Rows();) {
      std::vector<RequestRow> rows;
      while (rows.size() < kGroup && number < Rows()) rows.push_back(RowNumber(number++, between_));
      CHECK((*store)->Take(rows, {}).has_value());
    }
    const std::chrono::duration<double> took = clock_.Now() - start;
    taken_a_second_ = static_cast<double>(Rows()) / took.count();
  }
  std::string path() const { return folder_.path + "/ledger.db"; }
  double taken_a_second() const { return taken_a_second_; }

 private:
  const TestFolder folder_;
  const SystemClock clock_;
  const Duration between_;
  double taken_a_second_ = 0;
};

void Measure(benchmark::State& state, Duration span, WallTime from, WallTime to) {
  const Filled ledger(span);
  Wide found = 0;
  for (auto _ : state) {
    const Result<Report> report = MakeReport(ledger.path(), {.from = from, .to = to});
    CHECK(report.has_value());
    found = report->total.requests();
  }
  state.counters["rows"] = static_cast<double>(found);
  state.counters["taken_a_second"] = ledger.taken_a_second();
  state.counters["file"] = static_cast<double>(std::filesystem::file_size(ledger.path()));
}

void BM_ReportOfHours(benchmark::State& state) {
  Measure(state, hours(720), kStart, kStart + hours(720));
}
BENCHMARK(BM_ReportOfHours)->Iterations(1)->Unit(benchmark::kSecond);

// Not one hour is whole, so each row is read.
void BM_ReportOfRows(benchmark::State& state) {
  Measure(state, hours(1), kStart + Duration(1), kStart + hours(1));
}
BENCHMARK(BM_ReportOfRows)->Iterations(1)->Unit(benchmark::kSecond);

constexpr Days kFirstDays{std::chrono::floor<std::chrono::days>(kStart),
                          std::chrono::ceil<std::chrono::days>(kStart + hours(1))};

void BM_ExportFocus(benchmark::State& state) {
  const Filled ledger(hours(1));
  const auto catalog = model::Catalog::Parse(model::ShippedCatalog());
  const model::PriceBook prices(*catalog);
  for (auto _ : state) {
    Result<Database> database = OpenForReport(ledger.path());
    std::ostringstream out;
    CHECK(ExportFocus(*database, prices, kFirstDays, out).has_value());
  }
}
BENCHMARK(BM_ExportFocus)->Iterations(1)->Unit(benchmark::kSecond);

void BM_Reconcile(benchmark::State& state) {
  const Filled ledger(hours(1));
  const auto catalog = model::Catalog::Parse(model::ShippedCatalog());
  const model::PriceBook prices(*catalog);
  const auto statement =
      ReadStatement("date,model,cost_usd\n" + DayText(kFirstDays.from) + ",model-1,1\n");
  for (auto _ : state) {
    Result<Database> database = OpenForReport(ledger.path());
    const auto found = Reconcile(*statement, *database, prices, "openai");
    CHECK(found.has_value() && found->drifts.size() == 8);
  }
}
BENCHMARK(BM_Reconcile)->Iterations(1)->Unit(benchmark::kSecond);

// Three days, of which two are to be rolled up; rows are taken over between any two steps.
void BM_Retention(benchmark::State& state) {
  const SystemClock clock;
  const Filled ledger(hours(72));
  Result<Database> database = Database::Open(ledger.path(), Database::Mode::kReadWrite);
  std::vector<double> steps;
  for (auto _ : state) {
    for (bool done = false; !done;) {
      const MonotonicTime start = clock.Now();
      const Result<bool> step = RetainStep(*database, hours(24), kStart + hours(72));
      CHECK(step.has_value());
      done = *step;
      steps.push_back(std::chrono::duration<double, std::milli>(clock.Now() - start).count());
    }
  }
  std::ranges::sort(steps);
  state.counters["steps"] = static_cast<double>(steps.size());
  state.counters["middle_ms"] = steps[steps.size() / 2];
  state.counters["p99_ms"] = steps[steps.size() * 99 / 100];
  state.counters["slowest_ms"] = steps.back();
  state.counters["file"] = static_cast<double>(std::filesystem::file_size(ledger.path()));
}
BENCHMARK(BM_Retention)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace farthing::ledger
