#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "ledger/wide.h"

// Small drawings of amounts, a character a column.
namespace farthing::ledger {

// A column for each amount, as high as its part of the largest: "▂▁·█". What is nothing, or less,
// is a dot.
std::string Sparkline(std::span<const Wide> amounts);

// As long as the part of `most` that `amount` is, to an eighth of a column: "███▌". REQUIRES: most
// > 0.
std::string BarOf(Wide amount, Wide most, size_t width);

// Amounts in steps of equal length.
struct Series {
  Duration step{};
  std::vector<Wide> amounts;
};
// Adds up amounts of hours (since 1970, in order) of [from, to): in hours where these are few, else
// in days, or as many of them as it takes, so that there are no more than `most` steps.
Series SeriesOf(std::span<const std::pair<int64_t, Wide>> hours, WallTime from, WallTime to,
                size_t most);

}  // namespace farthing::ledger
