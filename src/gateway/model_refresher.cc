#include "gateway/model_refresher.h"

#include <algorithm>
#include <utility>

#include "gateway/model_fetch.h"

namespace farthing::gateway {
namespace {

constexpr std::chrono::minutes kInterval{5};
constexpr std::chrono::seconds kRetryInterval{15};
constexpr std::chrono::seconds kLimit{10};

}  // namespace

void ModelRefresher::Refresh() {
  worker_.loop.Post([this] { AskAll(); });
}

void ModelRefresher::Stop(std::function<void()> done) {
  stopping_ = true;
  worker_.loop.timers().Disarm(this);
  if (asking_.empty()) {
    done();
    return;
  }
  stopped_ = std::move(done);
  for (auto& [provider, interrupt] : asking_) interrupt.Trigger();
}

void ModelRefresher::AskAll() {
  if (stopping_) return;
  worker_.loop.timers().Arm(this, worker_.loop.now() + kInterval);
  for (const std::shared_ptr<Lane>& lane : worker_.state->lanes) {
    const upstream::Provider& provider = lane->provider();
    const bool to_ask = provider.models().empty() && !provider.is_in_process() &&
                        provider.Supports(api::Operation::kListModels);
    if (to_ask && !asking_.contains(provider.name())) net::Spawn(Ask(lane));
  }
}

net::Task<void> ModelRefresher::Ask(std::shared_ptr<Lane> lane) {
  const std::string name = lane->provider().name();
  Result<std::vector<std::string>> models = co_await FetchModels(
      *lane->pool(), lane->provider(), worker_.loop.now() + kLimit, asking_[name]);
  asking_.erase(name);
  if (stopping_) {
    if (asking_.empty()) std::exchange(stopped_, nullptr)();
    co_return;
  }
  const auto& lanes = worker_.state->lanes;
  if (std::ranges::find(lanes, lane) == lanes.end()) {
    AskAll();  // a reload has put another provider in its place
  } else if (models) {
    gateway_.AdoptList({name, std::move(*models)});
  } else {
    gateway_.logger_.Debug("a provider does not tell its models",
                           {{"provider", name}, {"reason", models.error().message}});
    worker_.loop.timers().Arm(this, worker_.loop.now() + kRetryInterval);
  }
}

}  // namespace farthing::gateway
