#include "gateway/check.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "config/environment.h"
#include "config/load.h"
#include "config/show.h"
#include "gateway/probe.h"
#include "upstream/upstream.h"

namespace farthing::gateway {
namespace {

constexpr std::chrono::seconds kProbeLimit{5};

std::string Answer(const ProbeResult& result) {
  if (!result.models) return "does not answer: " + result.models.error().message;
  return fmt::format("answers, {} model{}", result.models->size(),
                     result.models->size() == 1 ? "" : "s");
}

}  // namespace

int Check(const std::optional<std::string>& config_file) {
  SystemClock clock;
  const config::SystemEnvironment environment;
  Result<config::Config> config = config_file ? config::LoadFile(*config_file, environment)
                                              : config::DefaultConfig(environment);
  if (config) {
    DiscoverProviders(clock, *config);
    Result<upstream::UpstreamSet> upstreams = upstream::UpstreamSet::Make(*config, nullptr);
    if (!upstreams) config = Fail(upstreams.error());
  }
  if (!config) {
    fmt::print(stderr, "{}\n", config.error().message);
    return 1;
  }
  fmt::print("{}\n# providers\n", config::Show(*config));
  bool all_answer = true;
  for (const ProbeResult& result : ProbeProviders(clock, config->providers, kProbeLimit)) {
    fmt::print("# {}: {}\n", result.provider, Answer(result));
    all_answer &= result.models.has_value();
  }
  return all_answer ? 0 : 3;
}

}  // namespace farthing::gateway
