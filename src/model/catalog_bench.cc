#include "model/catalog.h"

#include <benchmark/benchmark.h>

#include "base/instant.h"
#include "model/price_book.h"

namespace farthing::model {
namespace {

void BM_Load(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Catalog::Parse(ShippedCatalog()));
}
BENCHMARK(BM_Load)->Unit(benchmark::kMillisecond);

void BM_FindFullName(benchmark::State& state) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.Find("openai/gpt-5-mini"));
}
BENCHMARK(BM_FindFullName);

void BM_FindBareName(benchmark::State& state) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.Find("claude-opus-5"));
}
BENCHMARK(BM_FindBareName);

void BM_FindOtherProviderName(benchmark::State& state) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.Find("vertex_ai/gemini-2.5-flash"));
}
BENCHMARK(BM_FindOtherProviderName);

void BM_ReadUsage(benchmark::State& state) {
  const auto document = json::Document::Parse(
      R"({"prompt_tokens":2746,"completion_tokens":197,"total_tokens":2943,
      "prompt_tokens_details":{"cached_tokens":2208,"audio_tokens":0},
      "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0}})");
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadUsage(UsageFormat::kOpenAI, document->root()));
  }
}
BENCHMARK(BM_ReadUsage);

void BM_Price(benchmark::State& state) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  const PriceBook book(catalog);
  Usage usage;
  usage.tokens[TokenClass::kFresh] = 538;
  usage.tokens[TokenClass::kCacheRead] = 2208;
  usage.tokens[TokenClass::kOutput] = 133;
  usage.tokens[TokenClass::kReasoning] = 64;
  const PriceQuestion question = {.at = ParseInstant("2026-11-10").value()};
  for (auto _ : state) benchmark::DoNotOptimize(book.Price("openai/gpt-5-mini", usage, question));
}
BENCHMARK(BM_Price);

}  // namespace
}  // namespace farthing::model
