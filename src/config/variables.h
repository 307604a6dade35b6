#pragma once

#include "config/environment.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Replaces each "${NAME}" in every value below `root` (not in names) by that environment variable.
// What a variable holds is taken as it is: not replaced again, and unable to change the file's
// structure. A '$' without '{' stands for itself. A variable that is not set, or a "${" without a
// name and '}', is a mistake.
void ReplaceVariables(Node& root, const Environment& environment, Mistakes& mistakes);

}  // namespace farthing::config
