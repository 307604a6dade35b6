#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/setting.h"
#include "config/yaml.h"

namespace farthing::config {

// Stores what `root` says into `config` by the table of settings. Every value that cannot be
// stored is a mistake and becomes `broken`; the rest is stored all the same.
void ReadSettings(Node& root, Config& config, Mistakes& mistakes);

// The same for one entry of a group, from a file of its own. REQUIRES: `owner` is the struct that
// `group`'s fields are bound to.
void ReadGroup(const Setting& group, Node& root, void* owner, Mistakes& mistakes);

}  // namespace farthing::config
