#include "gateway/serve.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

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

// The configuration that a start and every reload go by: the file or the defaults, then the command
// line, then what is found on this machine.
Result<config::Config> LoadEffective(const ServeOptions& options, Clock& clock) {
  const config::SystemEnvironment environment;
  Result<config::Config> config = options.config_file
                                      ? config::LoadFile(*options.config_file, environment)
                                      : config::DefaultConfig(environment);
  if (!config) return config;
  if (options.listen) config->listen = {*options.listen};
  if (options.data_dir) config->data_dir = *options.data_dir;
  if (Status safe = config::CheckExposure(*config); !safe) return Fail(safe.error());
  DiscoverProviders(clock, *config);
  Result<upstream::UpstreamSet> usable = upstream::UpstreamSet::Make(*config, nullptr);
  if (!usable) return Fail(usable.error());
  return config;
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
  Result<config::Config> config = LoadEffective(options, clock);
  if (!config) return Complain(config.error(), kWrongConfiguration);

  FileDescriptorSink sink(STDERR_FILENO);
  Logger logger(sink, clock, sink.NaturalFormat(), config->log_level);
  Gateway::Options gateway_options;
  gateway_options.config = std::move(*config);
  gateway_options.load = [&options, &clock] { return LoadEffective(options, clock); };
  if (const char* token = std::getenv("FARTHING_ADMIN_TOKEN")) gateway_options.admin_token = token;
  gateway_options.version = kVersion;
  Result<std::unique_ptr<Gateway>> gateway =
      Gateway::Start(std::move(gateway_options), clock, logger);
  if (!gateway) return Complain(gateway.error(), kOutsideFailed);

  fmt::print("{}", Banner((*gateway)->urls(), (*gateway)->snapshot()->config()));
  for (const std::string& url : (*gateway)->urls()) fmt::print("listening on {}\n", url);
  std::fflush(stdout);
  RunUntilTold(**gateway, signals, logger);
  return 0;
}

}  // namespace farthing::gateway
