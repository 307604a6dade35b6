#pragma once

#include <vector>

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"
#include "model/price_book.h"

namespace farthing::config {

// What makes no price of a model's settings: half a price, two prices of one thing, an amount out
// of range. REQUIRES: `config` was read from `root`.
void CheckPrices(const Node& root, const Config& config, Mistakes& mistakes);

// The prices that the configuration sets, in the order of the file; GPU time is a rate per token
// by now. A model without a price is not among them, one that costs 0 is. REQUIRES: `config` came
// from Load.
std::vector<model::PriceOverride> PriceOverrides(const Config& config);

}  // namespace farthing::config
