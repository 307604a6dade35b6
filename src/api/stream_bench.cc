#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "api/answer_usage.h"
#include "api/stream_tap.h"
#include "api/stream_translator.h"
#include "json/writer.h"
#include "net/sse.h"

namespace farthing::api {
namespace {

constexpr int kEvents = 50;

std::string OpenAIStream() {
  std::string stream;
  for (int i = 0; i < kEvents; ++i) {
    net::AppendEvent(
        "",
        R"({"id":"chatcmpl-9abcdef","object":"chat.completion.chunk","created":1750000000,)"
        R"("model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_44709d",)"
        R"("choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,)"
        R"("finish_reason":null}],"usage":null})",
        &stream);
  }
  net::AppendEvent("", R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})", &stream);
  return stream + "data: [DONE]\n\n";
}

std::string AnthropicStream() {
  std::string stream;
  const auto add = [&stream](const char* type, const char* rest) {
    net::AppendEvent(type, R"({"type":")" + std::string(type) + "\"" + rest + "}", &stream);
  };
  add("message_start", R"(,"message":{"usage":{"input_tokens":10,"output_tokens":1}})");
  add("content_block_start", R"(,"index":0,"content_block":{"type":"text","text":""})");
  for (int i = 0; i < kEvents; ++i) {
    add("content_block_delta", R"(,"index":0,"delta":{"type":"text_delta","text":" word"})");
  }
  add("content_block_stop", R"(,"index":0)");
  add("message_delta", R"(,"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":50})");
  add("message_stop", "");
  return stream;
}

template <typename TakeEvent>
void ForEachEvent(const std::string& stream, TakeEvent take) {
  net::SseDecoder decoder;
  decoder.Feed(stream);
  net::SseEvent event;
  while (decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) take(event);
}

void CountEvents(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * kEvents); }

void BM_DecodeSse(benchmark::State& state) {
  const std::string stream = OpenAIStream();
  for (auto _ : state) {
    ForEachEvent(stream, [](const net::SseEvent& event) { benchmark::DoNotOptimize(event.data); });
  }
  CountEvents(state);
}
BENCHMARK(BM_DecodeSse);

void BM_TapStream(benchmark::State& state) {
  const std::string stream = OpenAIStream();
  for (auto _ : state) {
    StreamTap tap(Dialect::kOpenAI, true);
    ForEachEvent(stream, [&tap](const net::SseEvent& event) {
      benchmark::DoNotOptimize(tap.OnEvent(event));
    });
  }
  CountEvents(state);
}
BENCHMARK(BM_TapStream);

void Translate(benchmark::State& state, Dialect from, Dialect to, const std::string& stream) {
  std::string out;
  for (auto _ : state) {
    const auto translator = MakeStreamTranslator(from, to, {.id = "chatcmpl-1", .model = "gpt"});
    ForEachEvent(stream, [&](const net::SseEvent& event) {
      out.clear();
      benchmark::DoNotOptimize(translator->OnEvent(event, &out));
    });
  }
  CountEvents(state);
}

void BM_OpenAIToAnthropic(benchmark::State& state) {
  Translate(state, Dialect::kOpenAI, Dialect::kAnthropic, OpenAIStream());
}
BENCHMARK(BM_OpenAIToAnthropic);

void BM_AnthropicToOpenAI(benchmark::State& state) {
  Translate(state, Dialect::kAnthropic, Dialect::kOpenAI, AnthropicStream());
}
BENCHMARK(BM_AnthropicToOpenAI);

void BM_AnswerUsage(benchmark::State& state) {
  std::string answer;
  json::Writer writer(&answer);
  writer.BeginObject().Key("choices").BeginArray();
  std::string text;
  while (text.size() < static_cast<size_t>(state.range(0)))
    text += "Some \"words\" of an answer.\n";
  writer.String(text).EndArray().Key("usage").BeginObject().IntMember("prompt_tokens", 1);
  writer.EndObject().EndObject();
  for (auto _ : state) {
    AnswerUsage usage;
    usage.Feed(answer);
    benchmark::DoNotOptimize(usage.Read(Dialect::kOpenAI));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(answer.size()));
}
BENCHMARK(BM_AnswerUsage)->Arg(500)->Arg(100'000);

}  // namespace
}  // namespace farthing::api
