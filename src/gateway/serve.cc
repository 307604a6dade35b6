#include "gateway/serve.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "config/access.h"
#include "config/environment.h"
#include "config/load.h"
#include "gateway/banner.h"
#include "gateway/gateway.h"
#include "gateway/probe.h"
#include "gateway/version.h"
#include "upstream/upstream.h"

namespace farthing::gateway {
namespace {

struct Effective {
  config::Config config;
  bool nothing_found = false;  // the sandbox answers for want of anybody else
};

// The configuration that a start and every reload go by: the file or the defaults, then the command
// line, then what is found on this machine.
Result<Effective> LoadEffective(const ServeOptions& options, Clock& clock) {
  const config::SystemEnvironment environment;
  Result<config::Config> config = options.config_file
                                      ? config::LoadFile(*options.config_file, environment)
                                      : config::DefaultConfig(environment);
  if (!config) return Fail(config.error());
  if (options.listen) config->listen = {*options.listen};
  if (options.data_dir) config->data_dir = *options.data_dir;
  if (Status safe = config::CheckExposure(*config); !safe) return Fail(safe.error());
  const bool nothing_found = DiscoverProviders(clock, *config);
  Result<upstream::UpstreamSet> usable = upstream::UpstreamSet::Make(*config, nullptr);
  if (!usable) return Fail(usable.error());
  return Effective{std::move(*config), nothing_found};
}

bool IsOnThisMachine(const config::Provider& provider) {
  constexpr std::string_view kLocal[] = {"http://127.", "http://localhost", "http://[::1]",
                                         "unix:"};
  return std::ranges::any_of(
      kLocal, [&](std::string_view begin) { return provider.base_url.starts_with(begin); });
}

// Where the configuration names no model, the servers of this machine are asked for one; others
// might take longer than a welcome may.
std::optional<std::string> FindModelToTry(const config::Config& config, Clock& clock) {
  constexpr std::chrono::milliseconds kPatience{250};
  if (std::optional<std::string> model = ModelToTry(config)) return model;
  std::vector<config::Provider> local;
  std::ranges::copy_if(config.providers, std::back_inserter(local), IsOnThisMachine);
  for (const ProbeResult& result : ProbeProviders(clock, local, kPatience)) {
    if (!result.models) continue;
    if (auto model = ModelToTry(result.provider, *result.models)) return model;
  }
  return {};
}

void PrintWelcome(const Gateway& gateway, bool nothing_found, Clock& clock) {
  const std::shared_ptr<const Snapshot> snapshot = gateway.snapshot();
  const config::Config& config = snapshot->config();
  const Welcome welcome = {gateway.urls(), FindModelToTry(config, clock), nothing_found};
  fmt::print("{}", Banner(welcome, config));
  for (const std::string& url : gateway.urls()) fmt::print("listening on {}\n", url);
  std::fflush(stdout);
}

// A connection takes a descriptor on either side; the soft limit is often a thousand.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on files is an error like a full disk
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// A second signal while draining means now.
void ExitOnNextSignal(const sigset_t& signals) {
  std::thread([signals] {
    int signal = 0;
    do {
      sigwait(&signals, &signal);
    } while (signal == SIGHUP);
    _exit(128 + signal);
  }).detach();
}

void RunUntilTold(Gateway& gateway, const sigset_t& signals, const Logger& logger) {
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    gateway.ReopenLogs();
    // What went wrong is in the log; the gateway goes on with what it has.
    [[maybe_unused]] const Status reloaded = gateway.Reload();
  }
  logger.Info("draining");
  ExitOnNextSignal(signals);
  gateway.Stop();
}

constexpr int kWrongConfiguration = 1;
constexpr int kOutsideFailed = 3;

int Complain(const Error& error, int exit_code) {
  fmt::print(stderr, "{}\n", error.message);
  return exit_code;
}

}  // namespace

int Serve(const ServeOptions& options) {
  const sigset_t signals = BlockSignals();
  RaiseFileLimit();
  SystemClock clock;
  Result<Effective> effective = LoadEffective(options, clock);
  if (!effective) return Complain(effective.error(), kWrongConfiguration);

  FileDescriptorSink sink(STDERR_FILENO);
  Logger logger(sink, clock, sink.NaturalFormat(), effective->config.log_level);
  Gateway::Options gateway_options;
  gateway_options.config = std::move(effective->config);
  gateway_options.load = [&options, &clock] {
    return LoadEffective(options, clock).map([](Effective next) { return std::move(next.config); });
  };
  if (const char* token = std::getenv("FARTHING_ADMIN_TOKEN")) gateway_options.admin_token = token;
  gateway_options.version = kVersion;
  Result<std::unique_ptr<Gateway>> gateway =
      Gateway::Start(std::move(gateway_options), clock, logger);
  if (!gateway) return Complain(gateway.error(), kOutsideFailed);

  PrintWelcome(**gateway, effective->nothing_found, clock);
  RunUntilTold(**gateway, signals, logger);
  return 0;
}

}  // namespace farthing::gateway
