#include "gateway/price_list.h"

#include <utility>

#include "api/model_counting.h"
#include "model/tokenizer_ratio.h"

namespace farthing::gateway {
namespace {

using model::PriceBook;

// What an answer calls its model is the provider's text.
constexpr size_t kLongestName = 256;

std::shared_ptr<PricedModel> Describe(std::string name, const PriceBook::Found& found) {
  auto priced = std::make_shared<PricedModel>();
  priced->name = std::move(name);
  priced->found = found;
  const api::ModelCounting counting = api::CountingOf(found.model, priced->name);
  priced->tokens_per_thousand = model::TokensPerThousand(counting.family);
  priced->context = counting.context;
  priced->reasons = counting.reasons;
  priced->counting = counting.rule;
  return priced;
}

}  // namespace

PriceBook::Found PriceList::FindPrice(const upstream::Candidate& candidate,
                                      const std::string& full_name) const {
  const PriceBook& book = snapshot_->prices();
  const upstream::Provider& provider = candidate.upstream->provider;
  PriceBook::Found found = book.Find(full_name);
  if (found.exactness != model::Exactness::kOverride && candidate.card != nullptr) {
    const PriceBook::Found by_card = book.Find(candidate.card->name);
    if (by_card.exactness == model::Exactness::kOverride) return by_card;
  }
  if (found.prices == nullptr && provider.catalog_name() != provider.name()) {
    found = book.Find(std::string(provider.catalog_name()) + "/" + std::string(candidate.model));
  }
  return found;
}

std::shared_ptr<const PricedModel> PriceList::Of(const upstream::Candidate& candidate) {
  name_.assign(candidate.upstream->provider.name()).append("/").append(candidate.model);
  if (const auto known = models_.find(name_); known != models_.end()) return known->second;
  std::shared_ptr<PricedModel> model = Describe(name_, FindPrice(candidate, name_));
  if (candidate.card != nullptr) {
    snapshot_->tokenizers().Apply(candidate.card->name, &model->counting);
  }
  return Keep(std::move(model));
}

std::shared_ptr<const PricedModel> PriceList::Baseline() {
  const config::Config& config = snapshot_->config();
  if (config.baseline.empty()) return nullptr;
  const auto alias = config.aliases.find(config.baseline);
  return Named(alias == config.aliases.end() ? config.baseline : alias->second);
}

std::shared_ptr<const PricedModel> PriceList::Named(const std::string& name) {
  if (const auto known = models_.find(name); known != models_.end()) return known->second;
  std::shared_ptr<PricedModel> model = Describe(name, snapshot_->prices().Find(name));
  snapshot_->tokenizers().Apply(name, &model->counting);
  return Keep(std::move(model));
}

std::shared_ptr<const PricedModel> PriceList::Keep(std::shared_ptr<PricedModel> model) {
  if (model->counting.ratio != nullptr) model->counting.learned = learned_.Of(model->name);
  if (models_.size() >= kMostKept) models_.clear();
  return models_.emplace(model->name, std::move(model)).first->second;
}

ledger::Cost PriceList::Price(const PricedModel& model, const upstream::Candidate& candidate,
                              const model::Usage& usage, WallTime at) {
  PriceBook::Found found = model.found;
  const bool is_name = !usage.model.empty() && usage.model.size() <= kLongestName;
  if (found.prices == nullptr && is_name && usage.model != candidate.model) {
    found =
        Named(std::string(candidate.upstream->provider.catalog_name()) + "/" + usage.model)->found;
  }
  ledger::Cost cost;
  cost.tokens = usage.tokens;
  for (const model::OtherPart& other : usage.others) cost.tokens += other.tokens;
  Result<model::Bill> bill = snapshot_->prices().Price(found, usage, {.at = at});
  if (!bill || bill->exactness == model::Exactness::kUnpriced) return cost;
  cost.exactness = bill->exactness;
  cost.money = bill->total;
  cost.price_version = std::move(bill->source);
  return cost;
}

}  // namespace farthing::gateway
