// What marking costs a request of so many messages of 1 kB that is long enough to be cached: its
// prefix read, the decision, and the marked body.

#include <benchmark/benchmark.h>

#include <string>

#include "shape/marks/mark_request.h"
#include "shape/marks/prompt_caches.h"

namespace farthing::shape {
namespace {

std::string RequestOf(int64_t messages) {
  std::string body = R"({"model":"claude-sonnet-5","messages":[)";
  for (int64_t i = 0; i < messages; ++i) {
    body += std::string(i > 0 ? "," : "") + R"({"role":")" + (i % 2 == 0 ? "user" : "assistant") +
            R"(","content":")" + std::to_string(i) + std::string(1000, 'x') + "\"}";
  }
  return body + "]}";
}

void MarkWhole(benchmark::State& state) {
  const std::string body = RequestOf(state.range(0));
  PromptCaches caches;
  MonotonicTime now{std::chrono::hours(1)};
  for (auto _ : state) {
    now += std::chrono::seconds(1);
    const auto document = json::Document::ParseBorrowed(body);
    const RequestPrefix prefix = ReadPrefix(CacheFamily::kMarks, document->root(), body, 1);
    const ReuseAnswer answer = caches.Decide(
        CacheFamily::kMarks, {.points = PointsOf(prefix), .tokens = prefix.tokens, .now = now});
    benchmark::DoNotOptimize(MarkRequest(CacheFamily::kMarks, body, prefix, answer).body.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(body.size()));
}
BENCHMARK(MarkWhole)->Arg(9)->Arg(99)->Unit(benchmark::kMicrosecond);

void Decide(benchmark::State& state) {
  const std::string body = RequestOf(99);
  const auto document = json::Document::ParseBorrowed(body);
  const RequestPrefix prefix = ReadPrefix(CacheFamily::kMarks, document->root(), body, 1);
  const std::vector<PrefixPoint> points = PointsOf(prefix);
  PromptCaches caches;
  MonotonicTime now{std::chrono::hours(1)};
  for (auto _ : state) {
    now += std::chrono::seconds(1);
    benchmark::DoNotOptimize(caches.Decide(
        CacheFamily::kMarks, {.points = points, .tokens = prefix.tokens, .now = now}));
  }
}
BENCHMARK(Decide)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace farthing::shape
