#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "config/config.h"
#include "embed/loaded_embedder.h"
#include "identity/keyring.h"
#include "model/price_book.h"
#include "shape/model_tokenizers.h"
#include "shape/template/prepared_template.h"
#include "upstream/model_lists.h"
#include "upstream/resolve.h"
#include "upstream/upstream.h"

namespace farthing::gateway {

// Everything that follows from one configuration; immutable but for the upstreams' shared state.
// All workers share one and take the next one whole.
class Snapshot {
 public:
  // Upstreams of `previous` (null at start) whose settings did not change are kept with what is
  // known of them. Errors: kConfiguration.
  static Result<std::shared_ptr<const Snapshot>> Make(config::Config config,
                                                      const Snapshot* previous);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  const config::Config& config() const { return config_; }
  const identity::Keyring& keyring() const { return keyring_; }
  const upstream::UpstreamSet& upstreams() const { return upstreams_; }
  const upstream::Resolver& resolver() const { return resolver_; }
  const model::PriceBook& prices() const { return prices_; }
  const shape::PreparedTemplates& templates() const { return templates_; }
  const shape::ModelTokenizers& tokenizers() const { return tokenizers_; }
  const embed::TextEmbedder& embedder() const { return *embedder_; }
  // Why an installed catalogue does not hold, in a sentence; "" where nothing is amiss.
  const std::string& catalog_warning() const { return catalog_warning_; }

 private:
  Snapshot(config::Config config, upstream::UpstreamSet upstreams,
           std::shared_ptr<const model::Catalog> catalog, shape::ModelTokenizers tokenizers);

  const config::Config config_;
  const identity::Keyring keyring_;
  const upstream::UpstreamSet upstreams_;
  const upstream::Resolver resolver_;
  const std::shared_ptr<const model::Catalog> catalog_;
  const model::PriceBook prices_;
  const shape::PreparedTemplates templates_;
  const shape::ModelTokenizers tokenizers_;
  embed::LoadedEmbedder embedder_;
  std::string catalog_warning_;
};

}  // namespace farthing::gateway
