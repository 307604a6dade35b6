#include <benchmark/benchmark.h>

#include <string>

#include "net/chunked.h"
#include "net/http_head.h"

namespace farthing::net {
namespace {

// A request as the openai SDK sends it: 10 headers.
constexpr std::string_view kRequest =
    "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:4000\r\nAccept: application/json\r\n"
    "Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n"
    "User-Agent: OpenAI/Python 1.54.0\r\nX-Stainless-Lang: python\r\nX-Stainless-Async: false\r\n"
    "Authorization: Bearer sk-0123456789012345678901234567890123456789\r\nContent-Length: 600\r\n"
    "\r\n";

constexpr std::string_view kResponse =
    "HTTP/1.1 200 OK\r\ndate: Mon, 23 Nov 2026 12:00:00 GMT\r\ncontent-type: application/json\r\n"
    "content-length: 500\r\nx-request-id: req_0123456789\r\nopenai-version: 2020-10-01\r\n"
    "x-ratelimit-limit-requests: 10000\r\nx-ratelimit-remaining-requests: 9999\r\n"
    "x-ratelimit-reset-requests: 6ms\r\nopenai-processing-ms: 400\r\nserver: x\r\n\r\n";

void ParseRequest(benchmark::State& state) {
  std::string bytes(kRequest);
  RequestHead head;
  for (auto _ : state) {
    HeadScanner scanner;
    const std::optional<size_t> end = scanner.Find(bytes);
    Status parsed = ParseRequestHead(bytes.data(), *end, &head);
    benchmark::DoNotOptimize(parsed);
  }
}
BENCHMARK(ParseRequest);

void ParseResponse(benchmark::State& state) {
  std::string bytes(kResponse);
  ResponseHead head;
  for (auto _ : state) {
    HeadScanner scanner;
    const std::optional<size_t> end = scanner.Find(bytes);
    Status parsed = ParseResponseHead(bytes.data(), *end, false, &head);
    benchmark::DoNotOptimize(parsed);
  }
}
BENCHMARK(ParseResponse);

// A stream of events of 200 bytes, one a chunk.
void DecodeChunks(benchmark::State& state) {
  std::string body;
  for (int i = 0; i < 64; ++i) body += "c8\r\n" + std::string(200, 'x') + "\r\n";
  ChunkedDecoder decoder;
  for (auto _ : state) {
    std::string_view input = body;
    std::string_view data;
    do {
      decoder.Next(&input, &data);
      benchmark::DoNotOptimize(data);
    } while (!data.empty());
  }
  state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(DecodeChunks);

}  // namespace
}  // namespace farthing::net
