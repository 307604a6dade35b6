#pragma once

#include <string>

#include "config/config.h"
#include "config/environment.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Whether the files that the settings name can be used: certificates and keys read, the access log
// written. A start that fails for want of them would come too late. REQUIRES: `config` was read
// from `root`.
void CheckFiles(const Node& root, const Environment& environment, const Config& config,
                Mistakes& mistakes);

// What is wrong with a PEM file as `setting` of something ("has a bad ca_file: …"); "" nothing.
std::string PemMistake(std::string_view setting, const std::string& path,
                       const Environment& environment);

}  // namespace farthing::config
