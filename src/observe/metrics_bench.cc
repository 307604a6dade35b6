#include "observe/metrics.h"

#include <benchmark/benchmark.h>

#include "observe/prometheus_text.h"

namespace farthing::observe {
namespace {

MetricsOptions Options() {
  MetricsOptions options;
  options.version = "bench";
  options.operations = {"chat", "embeddings"};
  options.dialects = {"openai", "anthropic"};
  return options;
}

// Everything one answered, non-streamed request updates.
void BM_OneRequest(benchmark::State& state) {
  Metrics metrics(Options());
  WorkerMetrics& worker = metrics.AddWorker();
  const TargetId id = metrics.Target("provider", "model");
  RequestSample sample;
  sample.gateway_time = Duration(20'000);
  sample.tokens = {.fresh = 100, .output = 20};
  const RequestMoney money = {.cost = Money::Picodollars(5), .baseline = Money::Picodollars(9)};
  int64_t ns = 1'000'000;
  for (auto _ : state) {
    sample.duration = Duration(ns);
    ns = ns * 1'103 % 1'000'000'007;
    worker.requests_in_flight().Add(1);
    TargetMetrics& target = worker.ForTarget(id);
    target.RecordAttempt(AttemptOutcome::kOk);
    target.RecordRequest(sample);
    target.RecordMoney(money);
    worker.bytes_in().Add(600);
    worker.bytes_out().Add(500);
    worker.requests_in_flight().Add(-1);
  }
}
BENCHMARK(BM_OneRequest);

void BM_HistogramRecord(benchmark::State& state) {
  HistogramCells cells;
  int64_t ns = 1'000'000;
  for (auto _ : state) {
    cells.Record(Duration(ns));
    ns = ns * 1'103 % 1'000'000'007;
  }
}
BENCHMARK(BM_HistogramRecord);

// A scrape of `targets` models counted by four workers.
void BM_Scrape(benchmark::State& state) {
  Metrics metrics(Options());
  for (int w = 0; w < 4; ++w) {
    WorkerMetrics& worker = metrics.AddWorker();
    for (int64_t i = 0; i < state.range(0); ++i) {
      worker.ForTarget(metrics.Target("p", "model-" + std::to_string(i))).RecordRequest({});
    }
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(RenderPrometheus(metrics.Collect(), ProcessStats{}));
  }
}
BENCHMARK(BM_Scrape)->Arg(10)->Arg(100);

}  // namespace
}  // namespace farthing::observe
