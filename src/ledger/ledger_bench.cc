#include <benchmark/benchmark.h>

#include "base/check.h"
#include "base/test_folder.h"
#include "ledger/journal.h"
#include "ledger/ledger.h"
#include "ledger/record.h"
#include "ledger/store.h"
#include "ledger/test_place.h"

// What a row costs: the worker's part (encode, append) and the ledger thread's (decode, take), into
// PostgreSQL where FARTHING_TEST_POSTGRES says so.
namespace farthing::ledger {
namespace {

using model::Exactness;

RequestRow TypicalRow(int64_t number) {
  RequestRow row;
  row.id = "req_0123456789abcdefghij";
  row.time = WallTime(std::chrono::hours(500'000) + std::chrono::milliseconds(number));
  row.tenant = "acme";
  row.key = "key-" + std::to_string(number % 20);
  row.route = "support";
  row.tags = "feature=search,team=red";
  row.dialect = "openai";
  row.operation = "chat";
  row.asked_model = "auto";
  row.provider = "openai";
  row.model = "gpt-5-mini";
  row.status = 200;
  row.cache = "miss";
  row.duration = std::chrono::milliseconds(900);
  row.cost.tokens[model::TokenClass::kFresh] = 1200 + number % 100;
  row.cost.tokens[model::TokenClass::kOutput] = 300;
  row.cost.exactness = row.baseline_exactness = Exactness::kExact;
  row.cost.money = Money::Picodollars(900'000'000);
  row.cost.price_version = "litellm_2026-11";
  row.baseline = Money::Picodollars(9'000'000'000);
  row.baseline_model = "openai/gpt-5.6-sol";
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(8'100'000'000);
  AttemptRow attempt;
  attempt.provider = "openai";
  attempt.model = "gpt-5-mini";
  attempt.status = 200;
  attempt.outcome = "ok";
  attempt.service_tier = "default";
  attempt.cost = row.cost;
  row.attempts = {attempt};
  return row;
}

void BM_EncodeAndAppend(benchmark::State& state) {
  const TestFolder folder;
  SystemClock clock;
  auto lane = JournalLane::Open({.folder = folder.path}, clock);
  const RequestRow row = TypicalRow(1);
  RecordSpace space;
  std::string_view record;
  for (auto _ : state) {
    record = EncodeRow(row, space);
    if ((*lane)->Append(record)) continue;
    state.PauseTiming();  // the ledger thread's part
    while ((*lane)->Next()) {
    }
    CHECK((*lane)->Forget((*lane)->position()).has_value() && (*lane)->Prepare(1, 1).has_value());
    state.ResumeTiming();
  }
  state.counters["bytes"] = static_cast<double>(record.size());
}
BENCHMARK(BM_EncodeAndAppend);

class NoSink final : public LogSink {
 public:
  void Write(std::string_view) override {}
};

// Part of the gateway's start.
void BM_OpenLedger(benchmark::State& state) {
  const TestFolder folder;
  SystemClock clock;
  NoSink sink;
  const Logger logger(sink, clock, LogFormat::kJson, LogLevel::kError);
  const Ledger::Options options{.data_dir = folder.path,
                                .lanes = static_cast<uint32_t>(state.range(0))};
  for (auto _ : state) {
    auto ledger = Ledger::Open(options, clock, logger);
    CHECK(ledger.has_value());
    state.PauseTiming();
    ledger->reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_OpenLedger)->Arg(1)->Arg(2)->Arg(16)->Unit(benchmark::kMillisecond);

void BM_DecodeAndTake(benchmark::State& state) {
  const TestPlace place;
  auto store = Store::Open(place.source());
  std::vector<std::string> records(static_cast<size_t>(state.range(0)));
  RecordSpace space;
  for (size_t i = 0; i < records.size(); ++i) {
    records[i] = EncodeRow(TypicalRow(static_cast<int64_t>(i)), space);
  }
  uint64_t taken = 0;
  for (auto _ : state) {
    std::vector<RequestRow> rows;
    for (const std::string& record : records) {
      CHECK(DecodeRow(record, &rows.emplace_back()).has_value());
    }
    const LanePosition upto{1, 0, {1, ++taken}};
    CHECK((*store)->Take(rows, std::span(&upto, 1)).has_value());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_DecodeAndTake)->Arg(100)->Arg(1000)->Arg(5000)->UseRealTime();

}  // namespace
}  // namespace farthing::ledger
