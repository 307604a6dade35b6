#include <benchmark/benchmark.h>

#include "base/random.h"
#include "observe/access_log.h"
#include "observe/trace.h"

namespace farthing::observe {
namespace {

class NullOutput final : public LogOutput {
 public:
  Status Write(std::string_view) override { return {}; }
  Status Reopen() override { return {}; }
};

class NullSink final : public LogSink {
 public:
  void Write(std::string_view) override {}
};

// What a worker pays for one line, the writer thread running beside it.
void BM_AccessLine(benchmark::State& state) {
  SystemClock clock;
  NullSink sink;
  const Logger logger(sink, clock, LogFormat::kJson, LogLevel::kInfo);
  LogWriter writer(std::make_unique<NullOutput>(), logger);
  std::atomic<uint64_t> dropped = 0;
  AccessLog log(writer, Counter(&dropped));
  writer.Start();
  AccessRecord record;
  record.time = clock.WallNow();
  record.request_id = "req_0123456789abcdefghjkmnpqrs";
  record.trace_id = "0af7651916cd43dd8448eb211c80319c";
  record.client = "127.0.0.1";
  record.key = "support-app";
  record.tenant = "acme";
  record.method = "POST";
  record.path = "/v1/chat/completions";
  record.dialect = "openai";
  record.route = "support";
  record.asked_model = record.model = "gpt-5-mini";
  record.provider = "openai";
  record.status = 200;
  record.attempts = 1;
  record.bytes_in = 600;
  record.bytes_out = 500;
  record.tokens = {.fresh = 123, .output = 45};
  record.duration = Duration(1'234'567);
  record.agent = "OpenAI/Python 2.3.0";
  for (auto _ : state) log.Write(record);
  state.counters["dropped"] = static_cast<double>(dropped);
}
BENCHMARK(BM_AccessLine);

void BM_RequestId(benchmark::State& state) {
  FastRandom random(1);
  for (auto _ : state) benchmark::DoNotOptimize(MakeRequestId(random));
}
BENCHMARK(BM_RequestId);

void BM_ContinueTrace(benchmark::State& state) {
  FastRandom random(1);
  for (auto _ : state) {
    const TraceContext context =
        ContinueTrace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "", random);
    benchmark::DoNotOptimize(FormatTraceparent(context));
  }
}
BENCHMARK(BM_ContinueTrace);

}  // namespace
}  // namespace farthing::observe
