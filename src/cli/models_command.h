#pragma once

#include <vector>

#include "base/clock.h"
#include "cli/command.h"
#include "model/card.h"

namespace farthing::cli {

inline constexpr Option kModelsOptions[] = {
    {"--config", "FILE", "a configuration, whose models and prices stand over the catalogue's",
     Offers::kFiles},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--json", "", "print JSON"},
};

// Lists the models of the catalogue and of the configuration.
int RunModels(const Arguments& arguments, const Output& output);

// The same with its world passed in.
int ListModels(const std::vector<model::Card>& models, const Clock& clock,
               const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
