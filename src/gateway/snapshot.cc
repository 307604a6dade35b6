#include "gateway/snapshot.h"

#include <utility>

namespace farthing::gateway {

Snapshot::Snapshot(config::Config config, upstream::UpstreamSet upstreams)
    : config_(std::move(config)),
      keyring_(config_.keys),
      upstreams_(std::move(upstreams)),
      resolver_(config_, upstreams_) {}

Result<std::shared_ptr<const Snapshot>> Snapshot::Make(config::Config config,
                                                       const Snapshot* previous) {
  Result<upstream::UpstreamSet> upstreams =
      upstream::UpstreamSet::Make(config, previous == nullptr ? nullptr : &previous->upstreams());
  if (!upstreams) return Fail(upstreams.error());
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(config), std::move(*upstreams)));
}

}  // namespace farthing::gateway
