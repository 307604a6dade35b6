#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/eval/source_folder.h"
#include "model/catalog.h"

namespace farthing::lab {

// A line of a price on which the lists agree and the catalogue does not.
struct CatalogDifference {
  std::string model, line;
  WallTime day;
  std::vector<std::string> sources;  // that agree
  int64_t theirs = 0;                // 10^-18 dollars a token
  std::optional<int64_t> ours;       // absent: no price, or no such model
  std::string reason;                // the catalogue's, why it stands by its price; may be empty
};

struct CatalogEval {
  size_t models_agreed = 0;    // two lists or more have the model and contradict each other nowhere
  size_t equal = 0;            // of them, where the catalogue says the same or has a reason
  size_t models_disputed = 0;  // the lists contradict each other
  size_t lines_agreed = 0;     // of all models, at every round
  std::vector<CatalogDifference> different;
  std::vector<CatalogDifference> explained;  // those for which the catalogue has a reason
};

// Holds the catalogue against every line on which two lists or more agree (within half a percent,
// which is how far they round), on the day of each round. The catalogue is right where it is
// between the least and the most of what they say.
CatalogEval EvalCatalog(const model::Catalog& catalog, const std::vector<PriceRound>& rounds);

// One JSON object, a line.
std::string EvalAsJson(const CatalogEval& eval);

}  // namespace farthing::lab
