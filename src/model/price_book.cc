#include "model/price_book.h"

#include "model/provider_names.h"

namespace farthing::model {
namespace {

Result<Bill> PriceFound(const PriceBook::Found& found, const Usage& usage,
                        const PriceQuestion& question) {
  static const PriceHistory none;
  Result<Bill> bill = Price(usage, found.prices == nullptr ? none : *found.prices, question);
  if (bill && bill->exactness == Exactness::kExact) bill->exactness = found.exactness;
  return bill;
}

std::string WhyUnknown(std::string_view model) {
  const bool bare = model.find('/') == std::string_view::npos;
  return "the model '" + std::string(model) + "' has no known price; " +
         (bare ? "write it as PROVIDER/MODEL, or add it to the configuration's models"
               : "add it to the configuration's models");
}

}  // namespace

PriceBook::PriceBook(const Catalog& catalog, const std::vector<PriceOverride>& overrides)
    : catalog_(catalog) {
  for (const PriceOverride& price : overrides) {
    PriceHistory history(1);
    history[0].source = "configuration";
    history[0].rates = price.rates;
    history[0].fees = price.fees;
    const Model* const model = catalog.Find(price.name);
    overrides_.emplace(model != nullptr ? model->name() : CanonicalName(price.name), history);
    overrides_.insert_or_assign(price.name, std::move(history));
  }
}

PriceBook::Found PriceBook::Find(std::string_view model) const {
  const auto over = [this](std::string_view name) -> Found {
    const auto found = overrides_.find(name);
    if (found == overrides_.end()) return {};
    return {found->first, &found->second, Exactness::kOverride};
  };
  const Model* known = catalog_.Find(model);
  Found found = over(model);
  if (found.prices == nullptr && known != nullptr) found = over(known->name());
  if (found.prices == nullptr && known != nullptr) {
    found = {known->name(), &known->prices(), Exactness::kExact};
  }
  if (found.prices == nullptr) found = over(CanonicalName(model));
  found.model = known;
  return found;
}

PriceBook::Found PriceBook::FindPart(std::string_view model, std::string_view provider) const {
  if (const Found found = Find(std::string(provider).append("/").append(model));
      found.prices != nullptr) {
    return found;
  }
  return Find(model);
}

Result<Bill> PriceBook::Price(std::string_view model, const Usage& usage,
                              const PriceQuestion& question) const {
  const Found found = Find(model);
  Result<Bill> bill = Price(found, usage, question);
  if (bill && found.prices == nullptr) bill->unpriced_reason = WhyUnknown(model);
  return bill;
}

Result<Bill> PriceBook::Price(const Found& found, const Usage& usage,
                              const PriceQuestion& question) const {
  Result<Bill> bill = PriceFound(found, usage, question);
  for (const OtherPart& other : usage.others) {
    if (!bill) break;
    Usage part;
    part.tokens = other.tokens;
    part.service_tier = usage.service_tier;
    part.region = usage.region;
    part.speed = usage.speed;
    const std::string_view provider = found.name.substr(0, found.name.find('/'));
    Result<Bill> priced = PriceFound(FindPart(other.model, provider), part, question);
    if (!priced) return priced;
    if (const Status added = AddBill(*priced, &*bill); !added) return Fail(added.error());
  }
  return bill;
}

}  // namespace farthing::model
