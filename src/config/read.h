#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Stores what `root` says into `config` by the table of settings. Every value that cannot be
// stored is a mistake and becomes `broken`; the rest is stored all the same.
void ReadSettings(Node& root, Config& config, Mistakes& mistakes);

}  // namespace farthing::config
