#include "upstream/model_lists.h"

#include <algorithm>

namespace farthing::upstream {

ModelLists::ModelLists(const UpstreamSet& upstreams, std::span<const Listing> discovered) {
  for (const auto& upstream : upstreams.all()) {
    const Provider& provider = upstream->provider;
    Listing listing{provider.name(), provider.models()};
    const auto found = std::ranges::find(discovered, provider.name(), &Listing::provider);
    if (listing.models.empty() && found != discovered.end()) listing.models = found->models;
    for (const std::string& model : listing.models) first_with_.try_emplace(model, upstream.get());
    listings_.push_back(std::move(listing));
  }
}

Upstream* ModelLists::ProviderOf(std::string_view model) const {
  const auto found = first_with_.find(model);
  return found == first_with_.end() ? nullptr : found->second;
}

}  // namespace farthing::upstream
