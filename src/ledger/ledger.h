#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "ledger/journal.h"
#include "ledger/record.h"
#include "ledger/row.h"
#include "ledger/store.h"

namespace farthing::ledger {

// One worker's way into the ledger. That worker's thread only.
class LedgerLane {
 public:
  // Whether that many requests can be recorded for certain, at their largest: those in flight and
  // the one to come. To be asked before a request is admitted: what is admitted is recorded.
  bool HasRoomFor(size_t requests) const {
    return journal_->Reserve(requests * Segment::FramedSize(kLongestRecord));
  }
  // The row is safe from the end of the process when this returns. False, and the row is nowhere,
  // only where HasRoomFor was not asked before.
  bool Record(const RequestRow& row);

 private:
  friend class Ledger;
  explicit LedgerLane(std::unique_ptr<JournalLane> journal) : journal_(std::move(journal)) {}

  const std::unique_ptr<JournalLane> journal_;
  std::string record_;
};

// The rows of all workers on their way into the store: a journal for each worker, and one thread
// that takes what stands there over in groups. What an earlier process left in the journal is taken
// over first, each row once.
class Ledger {
 public:
  struct Options {
    std::string data_dir;  // exists
    uint32_t lanes = 1;    // workers
    size_t segment_size = size_t{1} << 20;
    size_t segments = 128;  // of a lane: the bound of what may wait
  };

  // Blocks for as long as taking over the rest takes. Errors: kInternal.
  static Result<std::unique_ptr<Ledger>> Open(const Options& options, Clock& clock,
                                              const Logger& logger);
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  // Takes over what is there, as far as the store lets it. REQUIRES: nobody records any more.
  ~Ledger();

  LedgerLane& lane(uint32_t worker) { return *lanes_[worker]; }

  // Starts the thread. Rows are in the store within kGroupTime of their recording.
  void Start();
  static constexpr std::chrono::milliseconds kGroupTime{100};

  // One round over the lanes: takes what is there now; true when nothing is left. Errors leave the
  // rows in the journal, for the next round. To be called by one thread, so not after Start.
  Result<bool> TakeRound();

  // From any thread.
  uint64_t rows_taken() const { return rows_taken_.load(std::memory_order_relaxed); }
  bool is_well() const { return well_.load(std::memory_order_relaxed); }

 private:
  Ledger(const Options& options, const Logger& logger) : options_(options), logger_(logger) {}
  Status TakeRemains(JournalRemains* remains);
  Status TakeRemainsOf(JournalRemains::Lane& lane);
  Status OpenLane(uint32_t number, uint64_t first_sequence, Clock& clock);
  bool ReadLane(JournalLane& journal);
  void Run();
  void Note(const Status& status);

  // Kept reserved ahead of each worker: some sixty requests at their largest, thousands as they
  // are.
  static constexpr size_t kAhead = size_t{1} << 20;

  const Options options_;
  const Logger& logger_;
  std::unique_ptr<Store> store_;
  std::vector<std::unique_ptr<LedgerLane>> lanes_;
  std::map<uint32_t, JournalPosition> positions_;  // as the store had them at the start
  std::vector<RequestRow> waiting_;                // read from the lanes, not yet in the store
  std::atomic<uint64_t> rows_taken_{0};
  std::atomic<bool> well_{true};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace farthing::ledger
