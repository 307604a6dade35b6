#include "cli/model_rows.h"

#include <map>
#include <string_view>
#include <utility>

#include "config/prices.h"
#include "model/price_book.h"

namespace farthing::cli {
namespace {

void Overlay(const config::Model& configured, model::Card* card) {
  if (configured.tier) card->tier = configured.tier;
  if (configured.context) card->context = configured.context;
  if (configured.max_output_tokens) card->max_output = configured.max_output_tokens;
}

}  // namespace

std::vector<model::Card> ModelRows(const model::Catalog& catalog, const config::Config& config) {
  const model::PriceBook book(catalog, config::PriceOverrides(config));
  std::map<std::string_view, const config::Model*> over;  // by the catalogue's name
  std::vector<const config::Model*> alone;
  for (const config::Model& configured : config.models) {
    const model::Model* known = catalog.Find(configured.name);
    if (known == nullptr) {
      alone.push_back(&configured);
    } else {
      over.emplace(known->name(), &configured);
    }
  }
  std::vector<model::Card> rows;
  rows.reserve(catalog.models().size() + alone.size());
  for (const model::Model& known : catalog.models()) {
    Result<model::Card> card = known.card();
    if (!card) continue;
    if (const auto configured = over.find(known.name()); configured != over.end()) {
      Overlay(*configured->second, &*card);
      card->prices = *book.Find(known.name()).prices;
    }
    rows.push_back(*std::move(card));
  }
  for (const config::Model* configured : alone) {
    model::Card& card = rows.emplace_back();
    card.name = configured->name;
    Overlay(*configured, &card);
    if (const auto found = book.Find(configured->name); found.prices != nullptr) {
      card.prices = *found.prices;
    }
  }
  return rows;
}

}  // namespace farthing::cli
