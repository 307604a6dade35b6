#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/price.h"

namespace farthing::model {

// A price that the configuration sets, for all time: it replaces all that the catalogue knows of
// the model's price.
struct PriceOverride {
  std::string name;  // PROVIDER/NAME, an alias or a bare name
  RateTable rates;
  std::vector<Fee> fees;  // dollars a call
};

// The catalogue with the configuration's prices over it: every price that holds. Immutable; any
// thread. REQUIRES: the catalogue outlives it.
class PriceBook {
 public:
  explicit PriceBook(const Catalog& catalog, const std::vector<PriceOverride>& overrides = {});

  struct Found {
    std::string_view name;  // as the catalogue or the configuration has it; empty: unknown
    const PriceHistory* prices = nullptr;
    Exactness exactness = Exactness::kUnpriced;
    const Model* model = nullptr;  // the catalogue's; null where it knows none
  };
  // The answer lives as long as the book.
  Found Find(std::string_view model) const;

  // What the answer cost, the parts of other models that it names among its lines. A model that
  // nobody knows is unpriced.
  Result<Bill> Price(std::string_view model, const Usage& usage,
                     const PriceQuestion& question) const;

  // The same for what Find has found, without the reason in words.
  Result<Bill> Price(const Found& found, const Usage& usage, const PriceQuestion& question) const;

 private:
  Found FindPart(std::string_view model, std::string_view provider) const;

  const Catalog& catalog_;
  std::map<std::string, PriceHistory, std::less<>> overrides_;
};

}  // namespace farthing::model
