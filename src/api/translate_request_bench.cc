#include "api/translate_request.h"

#include <benchmark/benchmark.h>

#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

// About 600 bytes each, with what requests usually have.
constexpr std::string_view kOpenAI =
    R"({"model":"anthropic/claude-haiku-4-5","messages":[{"role":"system","content":"You are a helpful assistant of a shop for bicycles. Answer briefly and politely."},)"
    R"({"role":"user","content":"Which tyre fits a rim of 622 mm and an inner width of 19 mm, for gravel roads in the wet, when I weigh 80 kg?"},)"
    R"({"role":"assistant","content":"A tyre of 40-622 with a fine profile fits well."},)"
    R"({"role":"user","content":"And what pressure do you recommend for it? Please give front and rear in bar, and say why they differ at all."}],)"
    R"("temperature":0.2,"max_tokens":256,"stream":true,"user":"customer-4711"})";

void Translate(benchmark::State& state, Dialect from, const std::string& request) {
  TranslateOptions options;
  options.served_model = "served-model";
  json::Document document;
  for (auto _ : state) {
    if (!document.Load(request)) state.SkipWithError("not JSON");
    benchmark::DoNotOptimize(TranslateRequest(from, document.root(), options));
  }
}

void BM_OpenAIToAnthropic(benchmark::State& state) {
  Translate(state, Dialect::kOpenAI, std::string(kOpenAI));
}
BENCHMARK(BM_OpenAIToAnthropic);

void BM_AnthropicToOpenAI(benchmark::State& state) {
  TranslateOptions options;
  options.served_model = "served-model";
  const auto document = json::Document::Parse(kOpenAI);
  const auto request = TranslateRequest(Dialect::kOpenAI, document->root(), options);
  Translate(state, Dialect::kAnthropic, request->body);
}
BENCHMARK(BM_AnthropicToOpenAI);

}  // namespace
}  // namespace farthing::api
