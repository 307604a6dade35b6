#pragma once

#include "base/clock.h"
#include "lab/mock/responder.h"

namespace farthing::lab {

// Answers by the product's sandbox provider: both dialects, tools, schemas, usage, its own errors.
// Its waits are left out. The clock must outlive the brain.
Brain SandboxBrain(const Clock& clock);

}  // namespace farthing::lab
