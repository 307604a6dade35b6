#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "upstream/key_balancer.h"
#include "upstream/provider.h"
#include "upstream/retry_budget.h"

namespace farthing::upstream {

// A provider and what all workers share of its state. Safe from any thread.
struct Upstream {
  Upstream(Provider made, const config::Retry& retry, const config::Breaker& breaker)
      : provider(std::move(made)),
        keys(provider.key_slots(), breaker),
        retry_budget(retry.budget) {}

  const Provider provider;
  KeyBalancer keys;
  RetryBudget retry_budget;
};

// Every provider of one configuration, in the order of the file. Immutable but for the state above;
// it lives as long as the snapshot that holds it.
class UpstreamSet {
 public:
  // An upstream of `previous` (null at start) whose settings did not change is kept, with its
  // breakers, rests and budget. Errors: kConfiguration.
  static Result<UpstreamSet> Make(const config::Config& config, const UpstreamSet* previous);

  std::span<const std::shared_ptr<Upstream>> all() const { return all_; }
  Upstream* Find(std::string_view name) const;  // null when there is none

 private:
  std::vector<std::shared_ptr<Upstream>> all_;
  config::Retry retry_;
  config::Breaker breaker_;
};

}  // namespace farthing::upstream
