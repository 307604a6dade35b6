#pragma once

#include "config/mistakes.h"
#include "config/template.h"
#include "config/yaml.h"

namespace farthing::config {

// Whether a slot's name, type, choices, default and rule on excess fit together. REQUIRES: `slot`
// was read from `node`.
void CheckSlot(const Node& node, const Slot& slot, Mistakes& mistakes);

}  // namespace farthing::config
