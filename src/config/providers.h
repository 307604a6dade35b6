#pragma once

#include "config/config.h"
#include "config/environment.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Fills in what presets, key files and the environment know of each provider, and reports what is
// missing or contradicts. REQUIRES: `config` was read from `root`.
void CompleteProviders(const Node& root, const Environment& environment, Config& config,
                       Mistakes& mistakes);

// One provider for each preset whose key variable is set, in the order of the presets.
std::vector<Provider> ProvidersInEnvironment(const Environment& environment);

}  // namespace farthing::config
