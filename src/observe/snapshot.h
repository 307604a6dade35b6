#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "observe/histogram.h"
#include "observe/metrics.h"
#include "observe/recent_errors.h"

namespace farthing::observe {

// What was counted for one model since the start.
struct ModelSnapshot {
  std::string provider, model;
  uint64_t requests = 0;
  uint64_t errors = 0;  // answered with 400 or more; a caller that hung up (499) is none
  uint64_t tokens_in = 0, tokens_out = 0;
  uint64_t cost = 0, baseline = 0;       // picodollars, of the priced requests
  uint64_t unpriced = 0, estimated = 0;  // requests
  HistogramCounts duration, first_token;

  int64_t saved() const { return static_cast<int64_t>(baseline - cost); }  // picodollars

  void Add(const ModelSnapshot& other);         // all but the names
  void Subtract(const ModelSnapshot& earlier);  // likewise
};

struct UpstreamSnapshot {
  std::string provider;
  uint64_t attempts = 0, failed_attempts = 0;
  int64_t active = 0, idle = 0;        // connections
  std::vector<BreakerState> breakers;  // one a key, in the order of the configuration
};

// What a step has saved.
struct StepSnapshot {
  std::string step;
  int64_t saved = 0;  // picodollars; negative where it lost
};

// The gateway at one moment, as `farthing top` shows it. All counts run from the start: who wants
// rates takes two snapshots and the time between. A plain value.
struct LiveSnapshot {
  WallTime time{};
  Duration uptime{0};
  std::string version;
  int64_t requests_in_flight = 0, client_connections = 0;
  uint64_t shed = 0, bytes_in = 0, bytes_out = 0;
  LedgerState ledger;
  std::vector<StepSnapshot> steps;
  std::vector<ModelSnapshot> models;  // only those that were asked, by provider and model
  std::vector<UpstreamSnapshot> upstreams;
  std::vector<RecentError> errors;  // the newest first

  ModelSnapshot Total() const;
};

// Any thread; as costly as a scrape.
LiveSnapshot TakeSnapshot(const Metrics& metrics, WallTime now, Duration uptime);

// The body of GET /admin/v1/live. Histograms are written with their quantiles, for people, and
// their filled buckets, for DecodeSnapshot.
std::string EncodeSnapshot(const LiveSnapshot& snapshot);

// Reads EncodeSnapshot's text, and that of another version as far as the two agree. Errors:
// kInvalidRequest when it is not such a text.
Result<LiveSnapshot> DecodeSnapshot(std::string_view json);

std::string_view NameOf(BreakerState state);  // "closed", "half_open", "open"

}  // namespace farthing::observe
