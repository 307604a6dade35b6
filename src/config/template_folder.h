#pragma once

#include <string>

#include "config/config.h"
#include "config/environment.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Adds the templates of `template_folder`, a path from where the configuration file lies: each file
// NAME.yaml, in the order of their names, is the template NAME, with the settings of
// `templates.NAME`. `${…}` in them is text: prompts are full of it. REQUIRES: `config` was read
// from `root`, the tree of the file `file_name`.
void ReadTemplateFolder(const Node& root, const std::string& file_name,
                        const Environment& environment, Config& config, Mistakes& mistakes);

}  // namespace farthing::config
