#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "net/client.h"
#include "observe/metrics.h"
#include "upstream/upstream.h"

namespace farthing::gateway {

// One worker's side of one upstream: its connections and its counters. That worker's thread only.
class Lane {
 public:
  // Errors are kConfiguration (an unreadable ca_file).
  static Result<std::shared_ptr<Lane>> Open(net::Loop& loop, net::Resolver& resolver,
                                            std::shared_ptr<upstream::Upstream> upstream,
                                            observe::Metrics& metrics,
                                            observe::WorkerMetrics& worker_metrics);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane();

  upstream::Upstream& upstream() const { return *upstream_; }
  const upstream::Provider& provider() const { return upstream_->provider; }

  // Null for a provider inside this process.
  net::ClientPool* pool() const { return pool_.get(); }

  // The counters of a model here. A name that only a caller has ever said gets no label of its own
  // (it is counted as "other") until `proven`: configured, listed, or answered by the provider.
  observe::TargetMetrics& Target(std::string_view model, bool proven);

  // Makes the gauges say what the pool has.
  void UpdateGauges();

 private:
  Lane(std::shared_ptr<upstream::Upstream> upstream, observe::Metrics& metrics,
       observe::WorkerMetrics& worker_metrics);

  const std::shared_ptr<upstream::Upstream> upstream_;
  observe::Metrics& metrics_;
  observe::WorkerMetrics& worker_metrics_;
  observe::PoolMetrics gauges_;
  std::unique_ptr<net::ClientPool> pool_;
  std::map<std::string, observe::TargetMetrics*, std::less<>> targets_;
};

}  // namespace farthing::gateway
