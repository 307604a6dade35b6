#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Checks the servers that the gateway asks by itself: rerankers and the embedder's. REQUIRES:
// `config` was read from `root`, and its providers are complete.
void CheckOwnServers(const Node& root, const Config& config, Mistakes& mistakes);

}  // namespace farthing::config
