#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "lab/eval/price_sources.h"

namespace farthing::lab {

struct PriceSource {
  std::string name;  // "litellm", "genai-prices", "portkey-models", "models.dev"
  PriceReadings readings;
};

// What the lists say on the day of a LiteLLM map. Of the others a folder holds one version: it goes
// with the first map, and says something of a later day only where the later map says the same.
struct PriceRound {
  WallTime day;
  std::vector<PriceSource> sources;
  bool needs_litellm = false;  // what the others agree on without it is of an earlier day
};

// Reads a folder of litellm_DATE.json (a day or a month), genai-prices/,
// models.dev/providers/*/models/*.toml and portkey-models/pricing/*.json: one round for each
// LiteLLM map, by its date. What is not there is left out; without a map it is an error, as is a
// file that cannot be read.
Result<std::vector<PriceRound>> ReadPriceFolder(const std::string& path);

}  // namespace farthing::lab
