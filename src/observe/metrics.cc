#include "observe/metrics.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace farthing::observe {
namespace {

constexpr std::string_view kShedReasons[kShedReasonCount] = {"connections", "in_flight", "ledger"};
constexpr size_t kMaxErrors = RecentErrors::kCapacity;
constexpr uint64_t kMostCounted = std::numeric_limits<int64_t>::max();

}  // namespace

WorkerMetrics::WorkerMetrics(Metrics& metrics)
    : metrics_(metrics), gateway_time_(metrics.options().operations.size()) {
  client_connections_ = GaugeOf(Family::kClientConnections, {});
  requests_in_flight_ = GaugeOf(Family::kRequestsInFlight, {});
  access_log_dropped_ = CounterOf(Family::kAccessLogDropped, {});
  const std::string_view in[] = {"in"}, out[] = {"out"};
  bytes_in_ = CounterOf(Family::kBytes, in);
  bytes_out_ = CounterOf(Family::kBytes, out);
  for (size_t i = 0; i < kShedReasonCount; ++i) {
    shed_[i] = CounterOf(Family::kShed, {&kShedReasons[i], 1});
  }
  for (const std::string_view step : metrics.options().steps) {
    saved_.push_back(GaugeOf(Family::kSaved, {&step, 1}));
  }
}

TargetMetrics& WorkerMetrics::ForTarget(TargetId id) {
  if (id >= targets_.size()) targets_.resize(id + 1);
  std::unique_ptr<TargetMetrics>& target = targets_[id];
  if (target == nullptr) {
    Metrics::TargetName name = metrics_.NameOfTarget(id);
    target =
        std::make_unique<TargetMetrics>(*this, std::move(name.provider), std::move(name.model));
  }
  return *target;
}

PoolMetrics WorkerMetrics::ForPool(std::string_view provider) {
  const std::string_view idle[] = {provider, "idle"}, active[] = {provider, "active"};
  return {GaugeOf(Family::kUpstreamConnections, idle),
          GaugeOf(Family::kUpstreamConnections, active)};
}

Counter WorkerMetrics::CounterOf(Family family, std::span<const std::string_view> labels) {
  return shard_.CounterOf(metrics_.series_.Intern(family, labels));
}

Gauge WorkerMetrics::GaugeOf(Family family, std::span<const std::string_view> labels) {
  return shard_.GaugeOf(metrics_.series_.Intern(family, labels));
}

HistogramCells* WorkerMetrics::HistogramOf(Family family,
                                           std::span<const std::string_view> labels) {
  return shard_.HistogramOf(metrics_.series_.Intern(family, labels));
}

Metrics::Metrics(MetricsOptions options)
    : options_(std::move(options)), series_(options_.max_series_per_family) {
  CHECK(!options_.operations.empty() && !options_.dialects.empty());
  targets_ = {{"none", "none"}, {"other", "other"}};
  const std::string_view version[] = {options_.version};
  process_.GaugeOf(series_.Intern(Family::kBuildInfo, version)).Set(1);
  for (std::string_view result : {"success", "failure"}) {
    process_.CounterOf(series_.Intern(Family::kConfigReloads, {&result, 1}));
  }
}

WorkerMetrics& Metrics::AddWorker() {
  std::unique_ptr<WorkerMetrics> worker(new WorkerMetrics(*this));
  const std::lock_guard lock(mutex_);
  return *workers_.emplace_back(std::move(worker));
}

TargetId Metrics::Target(std::string_view provider, std::string_view model) {
  constexpr TargetId kOther = 1;
  const std::lock_guard lock(mutex_);
  std::pair<std::string, std::string> name(provider, model);
  const auto found = target_ids_.find(name);
  if (found != target_ids_.end()) return found->second;
  if (target_ids_.size() >= options_.max_targets) return kOther;
  const auto id = static_cast<TargetId>(targets_.size());
  targets_.push_back({name.first, name.second});
  target_ids_.emplace(std::move(name), id);
  return id;
}

Metrics::TargetName Metrics::NameOfTarget(TargetId id) const {
  const std::lock_guard lock(mutex_);
  CHECK(id < targets_.size());
  return targets_[id];
}

void Metrics::SetBreaker(std::string_view provider, size_t key_index, BreakerState state) {
  const std::string key = std::to_string(key_index);
  const std::string_view labels[] = {provider, key};
  const SeriesId id = series_.Intern(Family::kBreakerState, labels);
  const std::lock_guard lock(mutex_);
  process_.GaugeOf(id).Set(static_cast<int64_t>(state));
}

void Metrics::RecordReload(bool succeeded) {
  const std::string_view result[] = {succeeded ? "success" : "failure"};
  const SeriesId id = series_.Intern(Family::kConfigReloads, result);
  const std::lock_guard lock(mutex_);
  process_.CounterOf(id).Add();
}

void Metrics::SetLedger(const LedgerState& state) {
  const std::pair<Family, uint64_t> values[] = {{Family::kLedgerRows, state.rows},
                                                {Family::kLedgerWaitingRows, state.waiting_rows},
                                                {Family::kLedgerUp, state.up ? 1 : 0}};
  for (const auto& [family, value] : values) {
    const SeriesId id = series_.Intern(family, {});
    const std::lock_guard lock(mutex_);
    process_.GaugeOf(id).Set(static_cast<int64_t>(value));
  }
}

Sample Metrics::Merge(const SeriesTable::Entry& entry) const {
  Sample sample;
  sample.labels = entry.labels;
  if (InfoOf(entry.family).type == MetricType::kHistogram) {
    sample.histogram = std::make_unique<HistogramCounts>();
    for (const auto& worker : workers_) {
      worker->shard_.AddHistogram(entry.id, sample.histogram.get());
    }
    return sample;
  }
  uint64_t sum = 0;
  process_.AddValue(entry.id, &sum);
  for (const auto& worker : workers_) worker->shard_.AddValue(entry.id, &sum);
  if (InfoOf(entry.family).type == MetricType::kCounter) sum &= kMostCounted;
  sample.value = static_cast<int64_t>(sum);
  return sample;
}

std::vector<FamilySamples> Metrics::Collect() const {
  const std::vector<SeriesTable::Entry> entries = series_.Entries();
  const std::lock_guard lock(mutex_);
  std::vector<FamilySamples> families;
  for (const SeriesTable::Entry& entry : entries) {
    if (families.empty() || families.back().family != entry.family) {
      families.push_back({entry.family, {}});
    }
    families.back().samples.push_back(Merge(entry));
  }
  return families;
}

std::vector<RecentError> Metrics::CollectErrors() const {
  std::vector<RecentError> errors;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& worker : workers_) worker->errors_.AppendTo(&errors);
  }
  std::ranges::sort(errors, [](const auto& a, const auto& b) { return a.time > b.time; });
  if (errors.size() > kMaxErrors) errors.resize(kMaxErrors);
  return errors;
}

}  // namespace farthing::observe
