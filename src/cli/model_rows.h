#pragma once

#include <vector>

#include "config/config.h"
#include "model/catalog.h"

namespace farthing::cli {

// Every model that is known, with its price: the catalogue's in its order, what the configuration
// says of them over it; then those that only the configuration knows.
std::vector<model::Card> ModelRows(const model::Catalog& catalog, const config::Config& config);

}  // namespace farthing::cli
