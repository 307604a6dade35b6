#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/catalog.h"

namespace farthing::model {

// One amount of a price, named as LinesOf does; empty where there is none.
struct LineChange {
  std::string line, before, after;
  friend bool operator==(const LineChange&, const LineChange&) = default;
};

struct PriceChange {
  std::optional<WallTime> from;  // absent: for all time before the next
  std::vector<LineChange> lines;
};

struct ModelChange {
  std::string model;
  std::vector<PriceChange> prices;  // ascending
};

// How two catalogues differ, models in the order of their names.
struct CatalogDiff {
  std::vector<std::string> added, gone;
  std::vector<ModelChange> changed;  // those with another price
  size_t other = 0;                  // models of which something else changed: limits, names, notes
};

// REQUIRES: both pass Check(). Some tens of milliseconds.
CatalogDiff DiffCatalogs(const Catalog& before, const Catalog& after);

}  // namespace farthing::model
