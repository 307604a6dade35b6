#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "config/config.h"

namespace farthing::gateway {

// What a provider said when asked for its models.
struct ProbeResult {
  std::string provider;
  Result<std::vector<std::string>> models;
};

// Asks all of them at once, each for at most `limit`, and waits. Runs an event loop of its own on
// the calling thread; for start-up and `farthing check`, not for workers.
std::vector<ProbeResult> ProbeProviders(Clock& clock,
                                        const std::vector<config::Provider>& providers,
                                        Duration limit);

// Adds to a configuration that names no provider the model servers found on this machine and, when
// that leaves none, the sandbox. True when it was looked for one and nothing was found.
bool DiscoverProviders(Clock& clock, config::Config& config);

}  // namespace farthing::gateway
