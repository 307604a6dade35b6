#include "json/members.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>

#include "json/document.h"
#include "json/writer.h"

namespace farthing::json {
namespace {

// A chat body of about `size` bytes. Above 1 kB it looks like an agent's: turns full of code, with
// an escape every 30 bytes or so.
std::string ChatBody(size_t size) {
  const std::string line = "  if (name == \"value\") {\n    return other->member;\n  }\t// why\n";
  std::string out;
  Writer writer(&out);
  writer.BeginObject().StringMember("model", "openai/gpt-4o-mini").Key("messages").BeginArray();
  while (out.size() + 260 < size) {
    std::string content = "Explain, please, what this does:\n";
    const size_t turn = std::min<size_t>(size - out.size() - 200, 4000);
    while (content.size() < turn) content += line;
    writer.BeginObject().StringMember("role", "user").StringMember("content", content).EndObject();
  }
  writer.EndArray().Key("temperature").Double(0.2).IntMember("max_tokens", 256);
  writer.Key("stream").Bool(true).Key("stream_options").BeginObject();
  writer.Key("include_usage").Bool(true).EndObject().StringMember("user", "u-1").EndObject();
  return out;
}

void SetBytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

void BM_ScanMembers(benchmark::State& state) {
  const std::string text = ChatBody(static_cast<size_t>(state.range(0)));
  MemberScanner scanner;
  for (auto _ : state) benchmark::DoNotOptimize(scanner.Scan(text));
  SetBytes(state, text);
}
BENCHMARK(BM_ScanMembers)->Arg(600)->Arg(4'000)->Arg(100'000)->Arg(400'000);

// What simdjson's own on-demand walk over the same members costs: it checks less, but its kernel
// is chosen when compiling, for any x86-64, whereas Structure's is chosen for the machine it runs
// on.
void BM_OnDemandMembers(benchmark::State& state) {
  const simdjson::padded_string text(ChatBody(static_cast<size_t>(state.range(0))));
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    simdjson::ondemand::document document = parser.iterate(text);
    size_t size = 0;
    for (auto field : document.get_object()) {
      size += std::string_view(field.unescaped_key()).size();
    }
    benchmark::DoNotOptimize(size);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(BM_OnDemandMembers)->Arg(600)->Arg(4'000)->Arg(100'000)->Arg(400'000);

void BM_ParseDocument(benchmark::State& state) {
  const std::string text = ChatBody(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Document::ParseBorrowed(text));
  SetBytes(state, text);
}
BENCHMARK(BM_ParseDocument)->Arg(600)->Arg(100'000);

void BM_LoadStreamEvent(benchmark::State& state) {
  const std::string text =
      R"({"id":"chatcmpl-9","object":"chat.completion.chunk","created":1750000000,"model":"gpt-4o",)"
      R"("system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":" word"},)"
      R"("logprobs":null,"finish_reason":null}],"usage":null})";
  Document document;
  for (auto _ : state) benchmark::DoNotOptimize(document.Load(text));
  SetBytes(state, text);
}
BENCHMARK(BM_LoadStreamEvent);

void BM_AppendString(benchmark::State& state) {
  const std::string text = ChatBody(100'000);
  std::string out;
  for (auto _ : state) {
    out.clear();
    AppendString(text, &out);
    benchmark::DoNotOptimize(out.data());
  }
  SetBytes(state, text);
}
BENCHMARK(BM_AppendString);

}  // namespace
}  // namespace farthing::json
