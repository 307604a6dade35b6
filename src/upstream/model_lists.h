#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "upstream/names.h"
#include "upstream/upstream.h"

namespace farthing::upstream {

// What each provider serves: one immutable snapshot, swapped whole by whoever asks the providers.
class ModelLists {
 public:
  struct Listing {
    std::string provider;
    std::vector<std::string> models;
  };

  ModelLists() = default;

  // Every provider in the order of the configuration, with the models named there, else those of
  // `discovered`. Of two providers with a model of one name, the first has it.
  ModelLists(const UpstreamSet& upstreams, std::span<const Listing> discovered);

  // Null when no provider lists `model`. The pointer lives as long as `upstreams`.
  Upstream* ProviderOf(std::string_view model) const;

  const std::vector<Listing>& listings() const { return listings_; }

 private:
  std::vector<Listing> listings_;
  NameMap<Upstream*> first_with_;
};

}  // namespace farthing::upstream
