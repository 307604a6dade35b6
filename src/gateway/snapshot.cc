#include "gateway/snapshot.h"

#include <utility>

#include "config/prices.h"
#include "model/load_catalog.h"

namespace farthing::gateway {
namespace {

Result<embed::LoadedEmbedder> LoadEmbedder(const std::string& table,
                                           const embed::LoadedEmbedder* previous) {
  if (previous != nullptr && previous->IsStill(table)) return *previous;
  return embed::LoadedEmbedder::Load(table);
}

// The sandbox costs nothing, on purpose; the configuration may say else.
std::vector<model::PriceOverride> PricesOf(const config::Config& config,
                                           const upstream::UpstreamSet& upstreams) {
  std::vector<model::PriceOverride> prices;
  for (const auto& upstream : upstreams.all()) {
    if (!upstream->provider.is_in_process()) continue;
    for (const std::string& model : upstream->provider.models()) {
      model::PriceOverride free;
      free.name = upstream->provider.name() + "/" + model;
      free.rates.Set(model::RateKind::kInput, Rate());
      free.rates.Set(model::RateKind::kOutput, Rate());
      prices.push_back(std::move(free));
    }
  }
  for (model::PriceOverride& price : config::PriceOverrides(config)) {
    prices.push_back(std::move(price));
  }
  return prices;
}

}  // namespace

Snapshot::Snapshot(config::Config config, upstream::UpstreamSet upstreams,
                   std::shared_ptr<const model::Catalog> catalog, shape::ModelTokenizers tokenizers)
    : config_(std::move(config)),
      keyring_(config_.keys),
      upstreams_(std::move(upstreams)),
      resolver_(config_, upstreams_),
      catalog_(std::move(catalog)),
      prices_(*catalog_, PricesOf(config_, upstreams_)),
      templates_(config_.templates),
      tokenizers_(std::move(tokenizers)) {}

Result<std::shared_ptr<const Snapshot>> Snapshot::Make(config::Config config,
                                                       const Snapshot* previous) {
  Result<upstream::UpstreamSet> upstreams =
      upstream::UpstreamSet::Make(config, previous == nullptr ? nullptr : &previous->upstreams());
  if (!upstreams) return Fail(upstreams.error());
  Result<model::LoadedCatalog> catalog = model::LoadCatalog(config.data_dir);
  if (!catalog) return Fail(catalog.error());
  Result<embed::LoadedEmbedder> embedder =
      LoadEmbedder(config.embedder.table, previous == nullptr ? nullptr : &previous->embedder_);
  if (!embedder) return Fail(embedder.error());
  Result<shape::ModelTokenizers> tokenizers =
      shape::ModelTokenizers::Load(config, previous == nullptr ? nullptr : &previous->tokenizers());
  if (!tokenizers) return Fail(tokenizers.error());
  std::shared_ptr<Snapshot> snapshot(new Snapshot(std::move(config), std::move(*upstreams),
                                                  std::move(catalog->catalog),
                                                  std::move(*tokenizers)));
  snapshot->embedder_ = std::move(*embedder);
  snapshot->catalog_warning_ = std::move(catalog->warning);
  return snapshot;
}

}  // namespace farthing::gateway
