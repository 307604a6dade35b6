#include "upstream/upstream.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace farthing::upstream {
namespace {

auto Comparable(const config::Breaker& b) {
  return std::tie(b.failures, b.failure_rate, b.min_requests, b.window, b.open);
}

}  // namespace

Result<UpstreamSet> UpstreamSet::Make(const config::Config& config, const UpstreamSet* previous) {
  UpstreamSet set;
  set.retry_ = config.retry;
  set.breaker_ = config.breaker;
  const bool may_keep = previous != nullptr && previous->retry_.budget == config.retry.budget &&
                        Comparable(previous->breaker_) == Comparable(config.breaker);
  for (const config::Provider& settings : config.providers) {
    if (set.Find(settings.name) != nullptr) {
      return Fail(Error::Configuration("provider " + settings.name + " is named twice"));
    }
    if (may_keep) {
      const auto kept = std::ranges::find_if(previous->all_, [&](const auto& upstream) {
        return upstream->provider.IsMadeFrom(settings);
      });
      if (kept != previous->all_.end()) {
        set.all_.push_back(*kept);
        continue;
      }
    }
    Result<Provider> provider = Provider::Make(settings);
    if (!provider) return Fail(std::move(provider.error()));
    set.all_.push_back(
        std::make_shared<Upstream>(std::move(*provider), config.retry, config.breaker));
  }
  return set;
}

Upstream* UpstreamSet::Find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      all_, [&](const auto& upstream) { return upstream->provider.name() == name; });
  return found == all_.end() ? nullptr : found->get();
}

}  // namespace farthing::upstream
