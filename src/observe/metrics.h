#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "observe/recent_errors.h"
#include "observe/series.h"

namespace farthing::observe {

// How an attempt at a provider ended.
enum class AttemptOutcome : uint8_t {
  kOk,
  kClientError,    // 4xx but 429: the request's fault, never repeated
  kRateLimited,    // 429
  kServerError,    // 5xx, or a 200 whose body is an error
  kConnectFailed,  // no connection: refused, DNS, TLS
  kTimeout,        // any of the attempt's deadlines
  kBroken,         // reset or malformed after the request was sent
  kCancelled,      // the caller hung up
};
inline constexpr size_t kAttemptOutcomeCount = 8;
std::string_view NameOf(AttemptOutcome outcome);  // "rate_limited"

// kLedger: no more rows can be kept until the ledger's store takes some.
enum class ShedReason : uint8_t { kConnections, kInFlight, kLedger };
inline constexpr size_t kShedReasonCount = 3;

enum class BreakerState : uint8_t { kClosed = 0, kHalfOpen = 1, kOpen = 2 };

// Disjoint classes of tokens, as the usage normal form will name them.
struct TokenCounts {
  uint64_t fresh = 0;  // prompt tokens neither read from nor written to a provider's cache
  uint64_t cache_read = 0;
  uint64_t cache_write = 0;
  uint64_t output = 0;  // without reasoning
  uint64_t reasoning = 0;
};

// A provider's model that requests are served by: an index that stays valid as long as Metrics.
using TargetId = uint32_t;
inline constexpr TargetId kNoTarget = 0;  // refused before a model was chosen

inline constexpr Duration kNotMeasured{-1};

// One answered request.
struct RequestSample {
  size_t operation = 0;  // index into MetricsOptions::operations
  size_t dialect = 0;    // index into MetricsOptions::dialects
  int status = 200;      // what the caller saw; 499 when it hung up
  Duration duration{0};
  Duration first_token = kNotMeasured;   // streams only
  Duration gateway_time = kNotMeasured;  // duration less the waiting for providers
  TokenCounts tokens;
};

// What one answered request cost, as the ledger has it.
struct RequestMoney {
  bool priced = true;      // its cost and its baseline are known; otherwise neither is counted
  bool estimated = false;  // by a usage that is estimated in part
  Money cost, baseline;
};

// Of the ledger, when somebody looks.
struct LedgerState {
  bool up = true;             // its store takes rows over
  uint64_t rows = 0;          // that the store has taken since the start
  uint64_t waiting_rows = 0;  // recorded, and not yet in the store
};

struct MetricsOptions {
  std::string version;
  std::vector<std::string> operations;  // label values, in the order of the gateway's enum
  std::vector<std::string> dialects;
  std::vector<std::string> steps;  // that may save money, in the order of the ledger's enum
  size_t max_targets = 1000;       // further ones are counted as provider and model "other"
  size_t max_series_per_family = 20'000;
};

class WorkerMetrics;

// One worker's handles for one target, resolved on first use. That worker's thread only.
class TargetMetrics {
 public:
  TargetMetrics(WorkerMetrics& worker, std::string provider, std::string model);

  void RecordRequest(const RequestSample& sample);
  void RecordMoney(const RequestMoney& money);
  void RecordAttempt(AttemptOutcome outcome);
  void RecordRetry();
  void RecordFallback();  // a request came here after an earlier model failed

 private:
  struct StatusCounter {
    int status = 0;
    Counter counter;
  };
  // One (operation, dialect). The first status seen, nearly always 200, is found at once.
  struct Surface {
    HistogramCells* duration = nullptr;
    std::vector<StatusCounter> statuses;
  };
  Counter& RequestCounter(Surface& surface, const RequestSample& sample);
  HistogramCells* DurationOf(size_t operation);
  Counter Resolve(Family family, std::string_view last_label);
  void RecordTokens(const TokenCounts& tokens);

  WorkerMetrics& worker_;
  const std::string provider_, model_;
  std::vector<Surface> surfaces_;
  HistogramCells* first_token_ = nullptr;
  std::array<Counter, 5> tokens_;
  std::array<Counter, kAttemptOutcomeCount> attempts_;
  Counter retries_, fallbacks_;
  Counter cost_, baseline_, unpriced_, estimated_;
};

// One worker's view of its connections to one provider. Values, copied freely; that worker only.
struct PoolMetrics {
  Gauge idle;
  Gauge active;
};

class Metrics;

// What one worker thread counts. Its thread only; scrapes run meanwhile on any thread.
class WorkerMetrics {
 public:
  WorkerMetrics(const WorkerMetrics&) = delete;
  WorkerMetrics& operator=(const WorkerMetrics&) = delete;

  // REQUIRES: id came from Metrics::Target or is kNoTarget. Stays valid; a vector index once known.
  TargetMetrics& ForTarget(TargetId id);
  PoolMetrics ForPool(std::string_view provider);

  Gauge& client_connections() { return client_connections_; }
  Gauge& requests_in_flight() { return requests_in_flight_; }
  Counter& bytes_in() { return bytes_in_; }
  Counter& bytes_out() { return bytes_out_; }
  Counter& access_log_dropped() { return access_log_dropped_; }
  void RecordShed(ShedReason reason) { shed_[static_cast<size_t>(reason)].Add(); }
  // `step` is an index into MetricsOptions::steps.
  void RecordSaved(size_t step, Money saved) { saved_[step].Add(saved.picodollars()); }

  // For `farthing top`; any status of 400 and above is worth it.
  void RecordError(RecentError error) { errors_.Push(std::move(error)); }

 private:
  friend class Metrics;
  friend class TargetMetrics;
  explicit WorkerMetrics(Metrics& metrics);
  Counter CounterOf(Family family, std::span<const std::string_view> labels);
  Gauge GaugeOf(Family family, std::span<const std::string_view> labels);
  HistogramCells* HistogramOf(Family family, std::span<const std::string_view> labels);

  Metrics& metrics_;
  Shard shard_;
  RecentErrors errors_;
  std::vector<std::unique_ptr<TargetMetrics>> targets_;
  std::vector<HistogramCells*> gateway_time_;  // by operation
  Gauge client_connections_, requests_in_flight_;
  Counter bytes_in_, bytes_out_, access_log_dropped_;
  std::array<Counter, kShedReasonCount> shed_;
  std::vector<Gauge> saved_;  // by step
};

// One series' merged value.
struct Sample {
  Labels labels;      // values, in the order of FamilyInfo::labels
  int64_t value = 0;  // a counter that gets past its range begins anew at 0
  std::unique_ptr<HistogramCounts> histogram;  // of histogram families only
};

struct FamilySamples {
  Family family;
  std::vector<Sample> samples;  // sorted by labels
};

// All counters of the process. Label values come only from the configuration, the providers' own
// lists and fixed enums, and their number is bounded: what is beyond is counted as "other".
//
// Every worker owns a WorkerMetrics and pays plain loads and stores; a scrape adds them up. Any
// thread, except where said.
class Metrics {
 public:
  explicit Metrics(MetricsOptions options);
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // For a thread about to start; lives as long as this.
  WorkerMetrics& AddWorker();

  // The same names give the same id, so that counters survive a reload. Takes a lock: ask while
  // loading the configuration, not per request.
  TargetId Target(std::string_view provider, std::string_view model);

  void SetBreaker(std::string_view provider, size_t key_index, BreakerState state);
  void RecordReload(bool succeeded);
  void SetLedger(const LedgerState& state);

  // Families without samples are left out. Costs about a microsecond a series and worker.
  std::vector<FamilySamples> Collect() const;

  // The last errors of all workers, the newest first.
  std::vector<RecentError> CollectErrors() const;

  const MetricsOptions& options() const { return options_; }

 private:
  friend class WorkerMetrics;
  struct TargetName {
    std::string provider, model;
  };
  TargetName NameOfTarget(TargetId id) const;
  Sample Merge(const SeriesTable::Entry& entry) const;  // REQUIRES: mutex_ held

  const MetricsOptions options_;
  SeriesTable series_;
  mutable std::mutex mutex_;
  Shard process_;  // what no worker owns; written with mutex_ held
  std::vector<std::unique_ptr<WorkerMetrics>> workers_;
  std::vector<TargetName> targets_;  // by TargetId
  std::map<std::pair<std::string, std::string>, TargetId> target_ids_;
};

}  // namespace farthing::observe
