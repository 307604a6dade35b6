#pragma once

#include <map>
#include <string>

#include "model/prices.h"

namespace farthing::model {

// A price as names and amounts, for comparing and showing: "input" → "2.5" dollars a million,
// "batch output above 200000", "input 16:30-00:30", "region us" → "×1.1", "fee web_search".
// Two periods with the same lines cost the same.
using PriceLines = std::map<std::string, std::string>;
PriceLines LinesOf(const PricePeriod& period);

// When a price begins, as the catalogue writes it: a date, or a time where it is no midnight.
std::string DateText(WallTime time);

}  // namespace farthing::model
