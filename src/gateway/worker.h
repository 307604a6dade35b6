#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/request_scan.h"
#include "base/log.h"
#include "base/random.h"
#include "embed/vector_cache.h"
#include "gateway/count_teacher.h"
#include "gateway/inspect.h"
#include "gateway/lane.h"
#include "gateway/price_list.h"
#include "gateway/report_desk.h"
#include "gateway/snapshot.h"
#include "identity/admin_token.h"
#include "ledger/ledger.h"
#include "net/loop.h"
#include "net/resolver.h"
#include "net/server.h"
#include "observe/access_log.h"
#include "observe/metrics.h"
#include "shape/marks/prompt_caches.h"

namespace farthing::gateway {

// What all workers share, each part safe from any thread. Outlives them.
struct Shared {
  Clock& clock;
  const Logger& logger;
  observe::Metrics& metrics;
  net::Resolver& resolver;
  const identity::AdminToken& admin_token;
  const ledger::Ledger& ledger;
  ReportDesk& reports;
  CountTeacher& teacher;
  observe::LogWriter* access_log = nullptr;  // null: off
  std::string version;
  size_t workers = 1;
  MonotonicTime started{};
  // Loads the configuration anew, whole or not at all; blocks for milliseconds.
  std::function<Status()> reload;
  std::atomic<bool> ready{false};
  shape::PromptCaches prompt_caches{};
  // Of all workers: callers spread unevenly over them. On lines of their own, for all write them.
  alignas(64) std::atomic<uint64_t> requests_in_flight{0};
  alignas(64) std::atomic<uint32_t> client_connections{0};
};

// What a worker works with: one snapshot, the models the providers list, and its lanes. A request
// keeps the state it began with. One worker's thread.
struct WorkerState {
  WorkerState(std::shared_ptr<const Snapshot> all, std::shared_ptr<const upstream::ModelLists> told,
              api::LearnedCounts& learned)
      : snapshot(std::move(all)), lists(std::move(told)), prices(snapshot, learned) {}

  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const upstream::ModelLists> lists;
  std::vector<std::shared_ptr<Lane>> lanes;  // one for each upstream of the snapshot

  mutable PriceList prices;

  const config::Config& config() const { return snapshot->config(); }
  // REQUIRES: of this snapshot.
  Lane& LaneOf(const upstream::Upstream* upstream) const;
};

// One thread of the gateway: its event loop, its server and everything its requests use. Public
// members are for its own thread; the methods say else.
class Worker final : private net::Handler {
 public:
  Worker(Shared& shared, observe::WorkerMetrics& metrics, ledger::LedgerLane& ledger);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() override;

  // Before Start: takes its first state and what it listens on.
  Status Prepare(std::shared_ptr<const Snapshot> snapshot,
                 std::shared_ptr<const upstream::ModelLists> lists);
  Status Listen(net::ListenSocket socket);

  void Start(int index);
  // From any thread: takes a new state for the requests that come after.
  void Adopt(std::shared_ptr<const Snapshot> snapshot,
             std::shared_ptr<const upstream::ModelLists> lists);
  // From any thread: answers what is open, cuts after `limit` what still is, and calls `drained` on
  // the worker's thread. Finish then ends the thread.
  void Drain(Duration limit, std::function<void()> drained);
  void Finish();
  void Join();

  Shared& shared;
  net::Loop loop;
  FastRandom random;
  observe::WorkerMetrics& metrics;
  ledger::LedgerLane& ledger;
  ledger::RequestRow row;  // scratch, so that its memory is used again
  api::RequestScanner scanner;
  AnswerInspector inspector;
  std::shared_ptr<embed::VectorCache> vectors;  // of the embedder's server; null: none was asked
  std::shared_ptr<const WorkerState> state;
  std::unique_ptr<observe::AccessLog> access_log;
  uint32_t requests_in_flight = 0;
  bool draining = false;

 private:
  net::Task<void> Handle(net::Exchange& exchange) override;
  net::Refusal Refuse(const net::RequestHead& head, const Error& error) override;

  Status Take(std::shared_ptr<const Snapshot> snapshot,
              std::shared_ptr<const upstream::ModelLists> lists);

  class DrainLimit;
  class GaugeClock;

  net::Server server_;
  std::unique_ptr<DrainLimit> drain_limit_;
  std::unique_ptr<GaugeClock> gauge_clock_;
  std::thread thread_;
};

}  // namespace farthing::gateway
