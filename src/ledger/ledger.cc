#include "ledger/ledger.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ledger/database.h"

namespace farthing::ledger {
namespace {

// Rows of one transaction: enough that a commit's cost is shared, few enough that a group is soon
// in the store.
constexpr size_t kGroupRows = 2000;

std::string JournalOf(const std::string& data_dir) { return data_dir + "/journal"; }

}  // namespace

bool LedgerLane::Record(const RequestRow& row) {
  const std::string_view record = EncodeRow(row, space_);
  if (!journal_->Append(record)) return false;
  rows_.store(rows_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  const uint64_t bytes = bytes_.load(std::memory_order_relaxed);
  bytes_.store(bytes + Segment::FramedSize(record.size()), std::memory_order_relaxed);
  return true;
}

Ledger::Ledger(const Options& options, JournalRun run, Lanes lanes, Clock& clock,
               const Logger& logger)
    : options_(options),
      clock_(clock),
      logger_(logger),
      run_(std::move(run)),
      lanes_(std::move(lanes)),
      remains_(JournalOf(options.data_dir), clock, logger),
      retention_(SourceOf(options.data_dir, options.postgres), options.retention, clock, logger) {}

Result<std::unique_ptr<Ledger>> Ledger::Open(const Options& options, Clock& clock,
                                             const Logger& logger) {
  Result<JournalRun> run = JournalRun::Make(JournalOf(options.data_dir));
  if (!run) return Fail(run.error());
  Result<Lanes> lanes = OpenLanes(options, *run, clock);
  if (!lanes) return Fail(lanes.error());
  return std::unique_ptr<Ledger>(
      new Ledger(options, std::move(*run), std::move(*lanes), clock, logger));
}

Result<Ledger::Lanes> Ledger::OpenLanes(const Options& options, const JournalRun& run,
                                        Clock& clock) {
  Lanes lanes;
  for (uint32_t number = 0; number < options.lanes; ++number) {
    JournalLane::Options lane;
    lane.folder = run.folder();
    lane.run = run.id();
    lane.lane = number;
    lane.segment_size = options.segment_size;
    lane.segments = options.segments;
    lane.largest_record = kLongestRecord;
    Result<std::unique_ptr<JournalLane>> journal = JournalLane::Open(lane, clock);
    if (!journal) return Fail(journal.error());
    lanes.emplace_back(new LedgerLane(std::move(*journal)));
  }
  return lanes;
}

Ledger::~Ledger() {
  if (thread_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  if (!is_well()) return;  // nor should the end wait for a store that did not answer just now
  Status ended = OpenStore();
  for (Result<bool> drained = false; ended && !*drained;) {
    drained = TakeLanes();
    if (!drained) ended = Fail(drained.error());
  }
  if (ended) ended = End();
  Note(ended);
}

// Nothing is left: no trace of the run need be.
Status Ledger::End() {
  for (const std::unique_ptr<LedgerLane>& lane : lanes_) {
    if (Status removed = lane->journal_->Remove(); !removed) return removed;
  }
  return EndRun(run_, *store_);
}

void Ledger::Start() {
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "ledger");
}

void Ledger::Run() {
  for (bool stopping = false; !stopping;) {
    const bool more = RunRound();
    std::unique_lock lock(mutex_);
    if (!more) wake_.wait_for(lock, kGroupTime, [this] { return stopping_; });
    stopping = stopping_;
  }
}

// Whether there is more to do at once.
bool Ledger::RunRound() {
  if (store_ == nullptr && clock_.Now() < retry_at_) {
    (void)PrepareLanes();
    SyncLanes();
    return false;
  }
  const Status prepared = PrepareLanes();
  NoteRoom(prepared);
  const Result<bool> drained = TakeRound();
  Note(drained ? Status() : Status(Fail(drained.error())));
  if (drained && *drained) retention_.TakeTurn();
  return drained && !*drained;
}

// Said once when it begins and once when it is over.
void Ledger::Note(const Status& status) {
  const bool was_well = well_.exchange(status.has_value(), std::memory_order_relaxed);
  if (was_well && !status) {
    logger_.Error("the ledger cannot take rows over; they wait in the journal",
                  {{"reason", status.error().message}});
  } else if (!was_well && status) {
    logger_.Info("the ledger takes rows over again", {});
  }
}

// Likewise: rows may be taken over all the while.
void Ledger::NoteRoom(const Status& status) {
  const bool had_room = std::exchange(has_room_, status.has_value());
  if (had_room && !status) {
    logger_.Error("the journal cannot grow; requests are refused where their rows have no room",
                  {{"reason", status.error().message}});
  } else if (!had_room && status) {
    logger_.Info("the journal can grow again", {});
  }
}

Result<bool> Ledger::TakeRound() {
  Result<bool> all = OpenStore().and_then([this] { return TakeGroups(); });
  if (!all) {
    store_.reset();
    retry_at_ = clock_.Now() + kRetryTime;
    SyncLanes();
    return all;
  }
  return all;
}

Status Ledger::OpenStore() {
  if (store_ != nullptr) return {};
  Result<std::unique_ptr<Store>> store =
      Store::Open(SourceOf(options_.data_dir, options_.postgres));
  if (!store) return Fail(store.error());
  store_ = std::move(*store);
  return {};
}

Status Ledger::PrepareLanes() {
  Status prepared;
  for (const std::unique_ptr<LedgerLane>& lane : lanes_) {
    JournalLane& journal = *lane->journal_;
    const uint64_t recorded = lane->bytes_.load(std::memory_order_relaxed);
    // Twice what came lately, so that the worker need not make any. While the store is in trouble,
    // no more than must be: on a full disk it is the store that needs what becomes free.
    const size_t lately = recorded - std::exchange(lane->bytes_before_, recorded);
    const size_t least = std::max(kAhead, lane->ahead_ - lane->ahead_ / 8);
    lane->ahead_ = is_well() ? std::clamp(2 * lately, least, kMostAhead) : kAhead;
    const size_t wanted = is_well() ? lane->wanted_.load(std::memory_order_relaxed) : 0;
    if (Status ready = journal.Prepare(wanted + lane->ahead_, lane->ahead_); !ready) {
      prepared = ready;
    }
  }
  return prepared;
}

// What waits longer must at least outlive the machine; where even that fails, trouble is known.
void Ledger::SyncLanes() {
  for (const std::unique_ptr<LedgerLane>& lane : lanes_) (void)lane->journal_->Sync();
  (void)run_.Sync();
}

Result<bool> Ledger::TakeGroups() {
  const Result<size_t> left = remains_.TakeGroup(kGroupRows, *store_);
  if (!left) {
    // This process's rows do not wait for another's.
    for (bool drained = false; !drained;) {
      const Result<bool> taken = TakeLanes();
      if (!taken) return taken;
      drained = *taken;
    }
    return Fail(left.error());
  }
  left_rows_taken_.fetch_add(*left, std::memory_order_relaxed);
  return TakeLanes().map([this](bool drained) { return drained && remains_.done(); });
}

// A group that could not be taken is tried again as it was: the store may have it all the same.
Result<bool> Ledger::TakeLanes() {
  bool all_read = waiting_count_ == 0;
  if (waiting_count_ == 0) {
    upto_.clear();
    for (const std::unique_ptr<LedgerLane>& lane : lanes_) {
      all_read &= ReadLane(*lane->journal_);
      upto_.push_back({run_.id(), lane->journal_->number(), lane->journal_->position()});
    }
  }
  if (waiting_count_ > 0) {
    const std::span<const RequestRow> rows(waiting_.data(), waiting_count_);
    if (Status taken = store_->Take(rows, upto_); !taken) return Fail(taken.error());
    lane_rows_taken_.fetch_add(waiting_count_, std::memory_order_relaxed);
    waiting_count_ = 0;
  }
  for (size_t i = 0; i < lanes_.size(); ++i) {
    Status forgotten = lanes_[i]->journal_->Forget(upto_[i].position);
    if (!forgotten) return Fail(forgotten.error());
  }
  return all_read;
}

// Takes what the lane has into waiting_, at most a group; true when it was all.
bool Ledger::ReadLane(JournalLane& journal) {
  while (waiting_count_ < kGroupRows) {
    const std::optional<std::string_view> record = journal.Next();
    if (!record) return true;
    if (waiting_count_ == waiting_.size()) waiting_.emplace_back();
    const Status read = DecodeRow(*record, &waiting_[waiting_count_++]);
    CHECK(read.has_value());  // this very process wrote it
  }
  return false;
}

uint64_t Ledger::rows_waiting() const {
  // Read first: what is taken by then was recorded before.
  const uint64_t taken = lane_rows_taken_.load(std::memory_order_relaxed);
  uint64_t recorded = 0;
  for (const std::unique_ptr<LedgerLane>& lane : lanes_) {
    recorded += lane->rows_.load(std::memory_order_relaxed);
  }
  return recorded - std::min(recorded, taken);
}

}  // namespace farthing::ledger
