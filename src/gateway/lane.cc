#include "gateway/lane.h"

#include <utility>

#include "gateway/destination.h"

namespace farthing::gateway {
namespace {

// A provider that answers to any name must not fill the memory with names.
constexpr size_t kMostTargets = 1000;
constexpr std::string_view kOther = "other";
constexpr std::string_view kNoModel = "none";

}  // namespace

Lane::Lane(std::shared_ptr<upstream::Upstream> upstream, observe::Metrics& metrics,
           observe::WorkerMetrics& worker_metrics)
    : upstream_(std::move(upstream)),
      metrics_(metrics),
      worker_metrics_(worker_metrics),
      gauges_(worker_metrics.ForPool(upstream_->provider.name())) {}

Result<std::shared_ptr<Lane>> Lane::Open(net::Loop& loop, net::Resolver& resolver,
                                         std::shared_ptr<upstream::Upstream> upstream,
                                         observe::Metrics& metrics,
                                         observe::WorkerMetrics& worker_metrics) {
  std::shared_ptr<Lane> lane(new Lane(std::move(upstream), metrics, worker_metrics));
  const upstream::Provider& provider = lane->provider();
  if (provider.is_in_process()) return lane;
  net::ClientPool::Options options;
  options.max_connections = provider.max_connections();
  Result<std::unique_ptr<net::ClientPool>> pool =
      net::ClientPool::Create(loop, resolver, DestinationOf(provider), options);
  if (!pool) {
    Error error = pool.error();
    error.message = provider.name() + ": " + error.message;
    return Fail(std::move(error));
  }
  lane->pool_ = std::move(*pool);
  return lane;
}

// One that takes its place sets them again within a second.
Lane::~Lane() {
  gauges_.idle.Set(0);
  gauges_.active.Set(0);
}

observe::TargetMetrics& Lane::Target(std::string_view model, bool proven) {
  if (model.empty()) model = kNoModel;
  const auto known = targets_.find(model);
  if (known != targets_.end()) return *known->second;
  if (model != kOther && model != kNoModel && (!proven || targets_.size() >= kMostTargets))
    return Target(kOther, true);
  observe::TargetMetrics& target =
      worker_metrics_.ForTarget(metrics_.Target(provider().name(), model));
  targets_.emplace(std::string(model), &target);
  return target;
}

void Lane::UpdateGauges() {
  if (pool_ == nullptr) return;
  gauges_.idle.Set(pool_->idle());
  gauges_.active.Set(pool_->active());
}

}  // namespace farthing::gateway
