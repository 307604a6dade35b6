#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Completes and checks who may ask and from where: keys, routes, addresses, origins of browsers.
// REQUIRES: `config` was read from `root`.
void CompleteAccess(const Node& root, Config& config, Mistakes& mistakes);

// Without keys the gateway may listen on this machine only. The error says what to do. For callers
// that change `listen` after loading.
Status CheckExposure(const Config& config);

}  // namespace farthing::config
