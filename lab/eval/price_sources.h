#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace farthing::lab {

// Readers of public price lists, written apart from catalog/build.py, so that each checks the
// other.

// 10^-18 dollars a token, by line: "input", "cache_write_1h", "output above 200000", "batch input".
// A price of 0 is none here: in most lists it stands for one that nobody filled in.
using SourcePrices = std::map<std::string, int64_t>;
using PriceReadings = std::map<std::string, SourcePrices>;  // by PROVIDER/NAME

// LiteLLM's model_prices_and_context_window.json: dollars a token.
Result<PriceReadings> ReadLiteLLM(std::string_view text);

// genai-prices' data.json as of that time: dollars a million. Models whose price depends on the
// hour are left out.
Result<PriceReadings> ReadGenaiPrices(std::string_view text, WallTime at);

// One of portkey-models' pricing/*.json: CENTS a token.
Result<PriceReadings> ReadPortkey(std::string_view provider, std::string_view text);

// One model's TOML of models.dev: dollars a million.
SourcePrices ReadModelsDev(std::string_view text);

}  // namespace farthing::lab
