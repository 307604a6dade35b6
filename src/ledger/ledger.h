#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "ledger/journal.h"
#include "ledger/journal_run.h"
#include "ledger/ledger_remains.h"
#include "ledger/ledger_retention.h"
#include "ledger/record.h"
#include "ledger/row.h"
#include "ledger/store.h"

namespace farthing::ledger {

// One worker's way into the ledger. That worker's thread only.
class LedgerLane {
 public:
  // Whether that many requests can be recorded for certain, at their largest: those in flight and
  // the one to come. To be asked before a request is admitted: what is admitted is recorded.
  bool HasRoomFor(size_t requests) {
    const size_t bytes = requests * Segment::FramedSize(kLongestRecord);
    wanted_.store(bytes, std::memory_order_relaxed);
    return journal_->Reserve(bytes);
  }
  // The row is safe from the end of the process when this returns. False, and the row is nowhere,
  // only where HasRoomFor was not asked before.
  bool Record(const RequestRow& row);

 private:
  friend class Ledger;
  explicit LedgerLane(std::unique_ptr<JournalLane> journal) : journal_(std::move(journal)) {}

  const std::unique_ptr<JournalLane> journal_;
  RecordSpace space_;
  std::atomic<uint64_t> rows_{0}, bytes_{0};  // recorded; only the worker adds
  std::atomic<size_t> wanted_{0};             // the room that was asked for last
  // The ledger's thread's: how many those were a round before, and what it keeps ahead.
  uint64_t bytes_before_ = 0;
  size_t ahead_ = 0;
};

// The rows of all workers on their way into the store: a journal for each worker, and one thread
// that takes what stands there over in groups. What ended processes left in the journal, before or
// after this one's start, is taken over beside that, each row once. While the store cannot be
// opened or written to, rows wait.
class Ledger {
 public:
  struct Options {
    std::string data_dir;                 // exists; the journal is there
    std::optional<std::string> postgres;  // the store, as SourceOf takes it
    uint32_t lanes = 1;                   // workers
    size_t segment_size = size_t{1} << 20;
    size_t segments = 512;  // of a lane: the bound of what may wait
    Duration retention{0};  // how long single requests are kept; 0: forever
  };

  // Makes the journal and is quick; the store is opened later. Errors: kInternal. REQUIRES: clock
  // and logger outlive the ledger.
  static Result<std::unique_ptr<Ledger>> Open(const Options& options, Clock& clock,
                                              const Logger& logger);
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  // Takes over what is there; what the store does not take at once is for another. REQUIRES:
  // nobody records any more.
  ~Ledger();

  LedgerLane& lane(uint32_t worker) { return *lanes_[worker]; }

  // Starts the thread, which keeps to the retention too. Rows are in the store within kGroupTime of
  // their recording, or, after a time when it could not take any, of the next try.
  void Start();
  static constexpr std::chrono::milliseconds kGroupTime{100};
  static constexpr std::chrono::seconds kRetryTime{1};

  // One round: takes a group of what ended processes left, and of what is in the lanes; true when
  // nothing is left. Errors leave the rows in the journal, for the next round. To be called by one
  // thread, so not after Start.
  Result<bool> TakeRound();

  // --- from any thread
  // In the store since the start, those of ended processes included.
  uint64_t rows_taken() const {
    return lane_rows_taken_.load(std::memory_order_relaxed) +
           left_rows_taken_.load(std::memory_order_relaxed);
  }
  // Recorded, and not yet in the store.
  uint64_t rows_waiting() const;
  // False while the store, or the journal's disk, takes nothing.
  bool is_well() const { return well_.load(std::memory_order_relaxed); }

 private:
  using Lanes = std::vector<std::unique_ptr<LedgerLane>>;
  Ledger(const Options& options, JournalRun run, Lanes lanes, Clock& clock, const Logger& logger);
  static Result<Lanes> OpenLanes(const Options& options, const JournalRun& run, Clock& clock);
  Status OpenStore();
  Status PrepareLanes();
  void SyncLanes();
  Result<bool> TakeGroups();
  Result<bool> TakeLanes();
  bool ReadLane(JournalLane& journal);
  bool RunRound();
  void Run();
  void Note(const Status& status);
  void NoteRoom(const Status& status);
  Status End();

  // Kept reserved ahead of each worker: some sixty requests at their largest, thousands as they
  // are.
  static constexpr size_t kAhead = size_t{1} << 20;
  static constexpr size_t kMostAhead = size_t{4} << 20;

  const Options options_;
  Clock& clock_;
  const Logger& logger_;
  const JournalRun run_;
  const Lanes lanes_;
  LedgerRemains remains_;
  LedgerRetention retention_;
  std::unique_ptr<Store> store_;     // null: to be opened
  MonotonicTime retry_at_{};         // not before that time
  std::vector<RequestRow> waiting_;  // read from the lanes, not yet in the store; and spare rows
  bool has_room_ = true;
  size_t waiting_count_ = 0;
  std::vector<LanePosition> upto_;  // as far as they were read
  std::atomic<uint64_t> lane_rows_taken_{0}, left_rows_taken_{0};
  std::atomic<bool> well_{true};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace farthing::ledger
