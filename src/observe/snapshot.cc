#include "observe/snapshot.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace farthing::observe {
namespace {

using ModelMap = std::map<std::pair<std::string, std::string>, ModelSnapshot>;
using UpstreamMap = std::map<std::string, UpstreamSnapshot>;

bool IsError(const std::string& status) { return status >= "400" && status != "499"; }

// Sorts the families' samples into the rows they belong to. Label positions are those of
// families.cc.
class Collector {
 public:
  explicit Collector(LiveSnapshot* snapshot) : snapshot_(*snapshot) {}

  void Take(Family family, const Sample& sample) {
    const auto count = static_cast<uint64_t>(sample.value);
    const Labels& labels = sample.labels;
    switch (family) {
      case Family::kRequests:
        TakeRequests(labels, count);
        break;
      case Family::kRequestDuration:
        Model(labels[1], labels[2]).duration.Add(*sample.histogram);
        break;
      case Family::kTimeToFirstToken:
        Model(labels[0], labels[1]).first_token.Add(*sample.histogram);
        break;
      case Family::kTokens:
        TakeTokens(labels, count);
        break;
      case Family::kCost:
      case Family::kBaseline:
      case Family::kUnpricedRequests:
      case Family::kEstimatedRequests:
        TakeMoney(family, labels, count);
        break;
      case Family::kSaved:
        snapshot_.steps.push_back({labels[0], sample.value});
        break;
      case Family::kLedgerRows:
      case Family::kLedgerWaitingRows:
      case Family::kLedgerUp:
        TakeLedger(family, count);
        break;
      case Family::kAttempts:
        TakeAttempts(labels, count);
        break;
      case Family::kUpstreamConnections:
        (labels[1] == "idle" ? Upstream(labels[0]).idle : Upstream(labels[0]).active) =
            sample.value;
        break;
      case Family::kBreakerState:
        TakeBreaker(labels, sample.value);
        break;
      case Family::kRequestsInFlight:
        snapshot_.requests_in_flight = sample.value;
        break;
      case Family::kClientConnections:
        snapshot_.client_connections = sample.value;
        break;
      case Family::kShed:
        snapshot_.shed += count;
        break;
      case Family::kBytes:
        (labels[0] == "in" ? snapshot_.bytes_in : snapshot_.bytes_out) = count;
        break;
      default:
        break;
    }
  }

  void Finish() {
    for (auto& [name, model] : models_) snapshot_.models.push_back(std::move(model));
    for (auto& [name, upstream] : upstreams_) snapshot_.upstreams.push_back(std::move(upstream));
  }

 private:
  ModelSnapshot& Model(const std::string& provider, const std::string& model) {
    ModelSnapshot& row = models_[{provider, model}];
    row.provider = provider;
    row.model = model;
    return row;
  }
  UpstreamSnapshot& Upstream(const std::string& provider) {
    UpstreamSnapshot& row = upstreams_[provider];
    row.provider = provider;
    return row;
  }
  void TakeRequests(const Labels& labels, uint64_t count) {
    ModelSnapshot& row = Model(labels[2], labels[3]);
    row.requests += count;
    if (IsError(labels[4])) row.errors += count;
  }
  void TakeTokens(const Labels& labels, uint64_t count) {
    ModelSnapshot& row = Model(labels[0], labels[1]);
    const bool out = labels[2] == "output" || labels[2] == "reasoning";
    (out ? row.tokens_out : row.tokens_in) += count;
  }
  void TakeMoney(Family family, const Labels& labels, uint64_t count) {
    ModelSnapshot& row = Model(labels[0], labels[1]);
    if (family == Family::kCost) row.cost = count;
    if (family == Family::kBaseline) row.baseline = count;
    if (family == Family::kUnpricedRequests) row.unpriced = count;
    if (family == Family::kEstimatedRequests) row.estimated = count;
  }
  void TakeLedger(Family family, uint64_t count) {
    LedgerState& ledger = snapshot_.ledger;
    if (family == Family::kLedgerRows) ledger.rows = count;
    if (family == Family::kLedgerWaitingRows) ledger.waiting_rows = count;
    if (family == Family::kLedgerUp) ledger.up = count != 0;
  }
  void TakeAttempts(const Labels& labels, uint64_t count) {
    UpstreamSnapshot& row = Upstream(labels[0]);
    const bool failed =
        labels[2] != "ok" && labels[2] != "client_error" && labels[2] != "cancelled";
    row.attempts += count;
    if (failed) row.failed_attempts += count;
  }
  void TakeBreaker(const Labels& labels, int64_t value) {
    size_t key = 0;
    std::from_chars(labels[1].data(), labels[1].data() + labels[1].size(), key);
    std::vector<BreakerState>& breakers = Upstream(labels[0]).breakers;
    if (key >= breakers.size()) breakers.resize(key + 1, BreakerState::kClosed);
    breakers[key] = static_cast<BreakerState>(value);
  }

  LiveSnapshot& snapshot_;
  ModelMap models_;
  UpstreamMap upstreams_;
};

}  // namespace

void ModelSnapshot::Add(const ModelSnapshot& other) {
  requests += other.requests;
  errors += other.errors;
  tokens_in += other.tokens_in;
  tokens_out += other.tokens_out;
  cost += other.cost;
  baseline += other.baseline;
  unpriced += other.unpriced;
  estimated += other.estimated;
  duration.Add(other.duration);
  first_token.Add(other.first_token);
}

void ModelSnapshot::Subtract(const ModelSnapshot& earlier) {
  requests -= std::min(requests, earlier.requests);
  errors -= std::min(errors, earlier.errors);
  tokens_in -= std::min(tokens_in, earlier.tokens_in);
  tokens_out -= std::min(tokens_out, earlier.tokens_out);
  cost -= std::min(cost, earlier.cost);
  baseline -= std::min(baseline, earlier.baseline);
  unpriced -= std::min(unpriced, earlier.unpriced);
  estimated -= std::min(estimated, earlier.estimated);
  duration.Subtract(earlier.duration);
  first_token.Subtract(earlier.first_token);
}

ModelSnapshot LiveSnapshot::Total() const {
  ModelSnapshot total;
  for (const ModelSnapshot& model : models) total.Add(model);
  return total;
}

LiveSnapshot TakeSnapshot(const Metrics& metrics, WallTime now, Duration uptime) {
  LiveSnapshot snapshot;
  snapshot.time = now;
  snapshot.uptime = uptime;
  snapshot.version = metrics.options().version;
  Collector collector(&snapshot);
  for (const FamilySamples& family : metrics.Collect()) {
    for (const Sample& sample : family.samples) collector.Take(family.family, sample);
  }
  collector.Finish();
  snapshot.errors = metrics.CollectErrors();
  return snapshot;
}

std::string_view NameOf(BreakerState state) {
  switch (state) {
    case BreakerState::kClosed:
      return "closed";
    case BreakerState::kHalfOpen:
      return "half_open";
    case BreakerState::kOpen:
      return "open";
  }
  return "closed";
}

}  // namespace farthing::observe
