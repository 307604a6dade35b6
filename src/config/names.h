#pragma once

#include <string_view>

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// "auto", "tier1", "tier2", "tier3": what a request's model may be besides the names of the file.
bool IsReservedName(std::string_view name);

// Whether what aliases, tiers, models and fallbacks name is there: providers, tiers, no circles of
// aliases. REQUIRES: `config` was read from `root`.
void CheckModelNames(const Node& root, const Config& config, Mistakes& mistakes);

// Whether one more place that names a model names one that may be there. Null: nothing to check.
void CheckModelName(const Node* name, const Config& config, Mistakes& mistakes);

}  // namespace farthing::config
