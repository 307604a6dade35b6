#include <benchmark/benchmark.h>

#include "upstream/resolve.h"

namespace farthing::upstream {
namespace {

config::Config Configuration() {
  config::Config config;
  config.providers = {
      {.name = "openai", .base_url = "https://api.openai.com/v1", .api_keys = {"k"}},
      {.name = "anthropic", .base_url = "https://api.anthropic.com"}};
  config.models = {{.name = "openai/gpt-5-mini"}};
  config.aliases = {{"fast", "openai/gpt-5-mini"}};
  config.tiers[0] = {"anthropic/claude-haiku-4-5", "openai/gpt-4o-mini"};
  return config;
}

class Fixture : public benchmark::Fixture {
 public:
  const config::Config config = Configuration();
  const UpstreamSet upstreams = UpstreamSet::Make(config, nullptr).value();
  const Resolver resolver{config, upstreams};
  const ModelLists lists{upstreams, {}};
  const MonotonicTime now = SystemClock().Now();
};

void Resolve(benchmark::State& state, const Fixture& fixture, std::string_view model) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        fixture.resolver.Resolve({.model = model}, fixture.lists, fixture.now));
  }
}

BENCHMARK_F(Fixture, ResolveKnownName)(benchmark::State& state) {
  Resolve(state, *this, "openai/gpt-5-mini");
}
BENCHMARK_F(Fixture, ResolveUnknownModelOfAProvider)(benchmark::State& state) {
  Resolve(state, *this, "openai/gpt-99-preview");
}
BENCHMARK_F(Fixture, ResolveTier)(benchmark::State& state) { Resolve(state, *this, "tier1"); }

BENCHMARK_F(Fixture, AcquireAndSucceed)(benchmark::State& state) {
  KeyBalancer& keys = upstreams.all()[0]->keys;
  for (auto _ : state) keys.Acquire(now)->Succeeded(now);
}

BENCHMARK_F(Fixture, BreakerAdmitAndSucceed)(benchmark::State& state) {
  Breaker breaker(config.breaker);
  for (auto _ : state) breaker.Succeeded(breaker.Admit(now), now);
}

BENCHMARK_F(Fixture, CountFirstAttempt)(benchmark::State& state) {
  RetryBudget budget(0.2);
  for (auto _ : state) budget.CountFirstAttempt(now);
}

BENCHMARK_F(Fixture, AppendHead)(benchmark::State& state) {
  std::string head;
  for (auto _ : state) {
    head.clear();
    upstreams.all()[0]->provider.AppendHead(api::Operation::kChat, "gpt-5-mini", 0, &head);
    benchmark::DoNotOptimize(head.data());
  }
}

}  // namespace
}  // namespace farthing::upstream
