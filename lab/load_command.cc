#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "lab/commands.h"
#include "lab/load/hold.h"
#include "lab/load/options.h"
#include "lab/load/report.h"
#include "lab/load/round.h"
#include "lab/load/target.h"

namespace farthing::lab {
namespace {

constexpr uint64_t kSpareFiles = 64;
// Nonces of different runs against the same mock differ as well.
constexpr int kRunBits = 40;

Target TargetOf(const std::string& url) {
  auto target = ParseTarget(url);
  if (!target) Leave(target.error().message);
  return *std::move(target);
}

void RunHold(const LoadOptions& options, bool json) {
  const SystemClock clock;
  const Target target = TargetOf(options.url);
  const ProcessMeter meter(options.pids);
  const HoldResult result = Hold(target, options, meter, clock).Run();
  fmt::print("{}", json ? JsonReport(result) + "\n" : TextReport(result));
  if (result.held != result.wanted) throw CLI::RuntimeError(3);
}

void RunRounds(const LoadOptions& options, bool json) {
  const SystemClock clock;
  const Target target = TargetOf(options.url);
  const ProcessMeter meter(options.pids);
  std::optional<Target> direct;
  std::optional<Tally> direct_tally;
  if (!options.direct.empty()) {
    direct = TargetOf(options.direct);
    direct_tally.emplace();
  }
  Tally tally;
  uint64_t number = options.seed << kRunBits;
  const auto run = [&](const Target& at, Tally* into) {
    Round round(at, options, number, meter, clock);
    into->Merge(round.Run());
    number = round.next_number();
  };
  for (int i = 0; i < options.rounds; ++i) {
    if (direct) run(*direct, &*direct_tally);
    run(target, &tally);
  }
  fmt::print("{}", json ? JsonReport(tally, direct_tally) + "\n" : TextReport(tally, direct_tally));
  if (tally.wrong != 0) throw CLI::RuntimeError(1);
}

void AddRequestOptions(CLI::App& load, LoadOptions& options) {
  load.add_option("--url", options.url, "http://HOST:PORT/PATH; the path chooses the dialect")
      ->required();
  load.add_option("--model", options.model, "Model asked for")->capture_default_str();
  load.add_option("--header", options.headers, "A request header, 'name: value'; may be repeated");
  AddSize(load, "--body-bytes", &options.body_bytes, "Size of a request's body (260)");
  load.add_flag("--stream", options.stream, "Ask for a stream");
  load.add_option("--orders", options.orders,
                  "Orders for the mock, as in 'interval=5ms;events=50'");
  load.add_flag("--check", options.check,
                "Send a nonce with each request; exit 1 when an answer is wrong");
}

void AddLoadOptions(CLI::App& load, LoadOptions& options) {
  load.add_option("--direct", options.direct,
                  "The upstream's own URL: each round runs there first");
  load.add_option("--rounds", options.rounds, "Rounds, direct and target alternating")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  load.add_option("--connections,-c", options.connections, "Connections")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  load.add_option("--rate", options.rate,
                  "Arrivals a second, whatever the answers do (none: closed loop)")
      ->check(CLI::PositiveNumber);
  const std::map<std::string, ArrivalKind> kinds = {{"poisson", ArrivalKind::kPoisson},
                                                    {"constant", ArrivalKind::kConstant}};
  load.add_option("--arrivals", options.arrivals, "poisson or constant")
      ->transform(CLI::CheckedTransformer(kinds));
  AddDuration(load, "--duration", &options.duration, "Measured time of each round (10s)");
  AddDuration(load, "--warmup", &options.warmup, "Load before it that is not measured (300ms)");
  AddDuration(load, "--timeout", &options.timeout,
              "Time for one answer, or to open all held streams (60s)");
  load.add_option("--seed", options.seed, "Seed of arrivals and nonces")->capture_default_str();
  load.add_option("--hold", options.hold, "Open so many streams and hold them for --duration");
  load.add_option("--pid", options.pids,
                  "Process whose CPU time and memory are told; may be repeated");
}

}  // namespace

void AddLoadCommand(CLI::App& app) {
  auto options = std::make_shared<LoadOptions>();
  auto json = std::make_shared<bool>(false);
  CLI::App& load = *app.add_subcommand("load", "Load with latency, first event and CPU per answer");
  AddRequestOptions(load, *options);
  AddLoadOptions(load, *options);
  load.add_flag("--json", *json, "Print one JSON object");
  load.callback([options, json] {
    NeedFiles(std::max(options->connections, options->hold) + kSpareFiles);
    options->stream = options->stream || options->hold > 0;
    if (options->hold > 0) {
      RunHold(*options, *json);
    } else {
      RunRounds(*options, *json);
    }
  });
}

}  // namespace farthing::lab
