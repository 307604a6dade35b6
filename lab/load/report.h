#pragma once

#include <optional>
#include <string>

#include "lab/load/hold.h"
#include "lab/load/tally.h"

namespace farthing::lab {

// Results for people (a few lines) and for programs (one JSON object; times in microseconds, sizes
// in bytes). `direct` is the paired run without the gateway.
std::string TextReport(const Tally& tally, const std::optional<Tally>& direct);
std::string JsonReport(const Tally& tally, const std::optional<Tally>& direct);

std::string TextReport(const HoldResult& result);
std::string JsonReport(const HoldResult& result);

}  // namespace farthing::lab
