#pragma once

#include "base/clock.h"
#include "cli/command.h"
#include "model/catalog.h"

namespace farthing::cli {

int RunModels(const Arguments& arguments, const Output& output);

// The same with its world passed in.
int ListModels(const model::Catalog& catalog, const Clock& clock, const Arguments& arguments,
               const Output& output);

}  // namespace farthing::cli
