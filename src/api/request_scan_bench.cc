#include "api/request_scan.h"

#include <benchmark/benchmark.h>

#include <string>

#include "json/writer.h"

namespace farthing::api {
namespace {

std::string ChatBody(size_t size) {
  std::string body;
  json::Writer out(&body);
  out.BeginObject().StringMember("model", "openai/gpt-5-mini").Key("stream").Bool(true);
  out.Key("messages").BeginArray().BeginObject().StringMember("role", "user");
  out.StringMember("content", std::string(size - 130, 'x')).EndObject().EndArray();
  out.Key("temperature").Double(0.2).IntMember("max_tokens", 256).EndObject();
  return body;
}

void BM_ScanRequest(benchmark::State& state) {
  const std::string body = ChatBody(static_cast<size_t>(state.range(0)));
  RequestScanner scanner;
  for (auto _ : state) {
    benchmark::DoNotOptimize(scanner.Scan(Dialect::kOpenAI, Operation::kChat, body));
  }
}
BENCHMARK(BM_ScanRequest)->Arg(600)->Arg(100'000);

void BM_ScanAndEditRequest(benchmark::State& state) {
  const std::string body = ChatBody(static_cast<size_t>(state.range(0)));
  RequestScanner scanner;
  std::string scratch;
  for (auto _ : state) {
    const auto scan = scanner.Scan(Dialect::kOpenAI, Operation::kChat, body);
    const json::Splice splice = SameDialectEdits(*scan, body, {"gpt-5-mini", true}, &scratch);
    benchmark::DoNotOptimize(splice.pieces());
  }
}
BENCHMARK(BM_ScanAndEditRequest)->Arg(600)->Arg(100'000);

}  // namespace
}  // namespace farthing::api
