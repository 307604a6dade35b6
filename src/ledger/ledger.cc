#include "ledger/ledger.h"

#include <pthread.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/check.h"

namespace farthing::ledger {
namespace {

// Rows of one transaction: enough that a commit's cost is shared, few enough that a group is soon
// in the store.
constexpr size_t kGroupRows = 2000;

}  // namespace

bool LedgerLane::Record(const RequestRow& row) {
  EncodeRow(row, &record_);
  return journal_->Append(record_);
}

Result<std::unique_ptr<Ledger>> Ledger::Open(const Options& options, Clock& clock,
                                             const Logger& logger) {
  const std::string folder = options.data_dir + "/journal";
  std::error_code trouble;
  std::filesystem::create_directories(folder, trouble);
  if (trouble) return Fail(Error::Internal("cannot make " + folder + ": " + trouble.message()));
  std::unique_ptr<Ledger> ledger(new Ledger(options, logger));
  Result<std::unique_ptr<Store>> store = Store::Open(options.data_dir + "/ledger.db");
  if (!store) return Fail(store.error());
  ledger->store_ = std::move(*store);
  Result<std::map<uint32_t, JournalPosition>> positions = ledger->store_->Positions();
  if (!positions) return Fail(positions.error());
  ledger->positions_ = std::move(*positions);
  Result<JournalRemains> remains = JournalRemains::Find(folder);
  if (!remains) return Fail(remains.error());
  if (Status taken = ledger->TakeRemains(&*remains); !taken) return Fail(taken.error());
  for (uint32_t number = 0; number < options.lanes; ++number) {
    // Above the store's as well, for a folder that somebody has emptied.
    const uint64_t sequence =
        std::max(remains->NextSequence(number), ledger->positions_[number].sequence + 1);
    if (Status open = ledger->OpenLane(number, sequence, clock); !open) return Fail(open.error());
  }
  return ledger;
}

Status Ledger::OpenLane(uint32_t number, uint64_t first_sequence, Clock& clock) {
  JournalLane::Options lane;
  lane.folder = options_.data_dir + "/journal";
  lane.lane = number;
  lane.first_sequence = first_sequence;
  lane.segment_size = options_.segment_size;
  lane.segments = options_.segments;
  lane.largest_record = kLongestRecord;
  Result<std::unique_ptr<JournalLane>> journal = JournalLane::Open(lane, clock);
  if (!journal) return Fail(journal.error());
  if (Status ready = (*journal)->Prepare(kAhead); !ready) return ready;
  lanes_.emplace_back(new LedgerLane(std::move(*journal)));
  return {};
}

Status Ledger::TakeRemains(JournalRemains* remains) {
  for (const std::string& stranger : remains->strangers()) {
    logger_.Warning("a file in the journal's folder is not the journal's", {{"file", stranger}});
  }
  for (JournalRemains::Lane& lane : remains->lanes()) {
    if (Status taken = TakeRemainsOf(lane); !taken) return taken;
  }
  const uint64_t rows = rows_taken();
  if (rows > 0) logger_.Info("took over what an earlier process had recorded", {{"rows", rows}});
  return {};
}

Status Ledger::TakeRemainsOf(JournalRemains::Lane& lane) {
  LanePosition upto{lane.lane, positions_[lane.lane]};
  std::vector<RequestRow> rows;
  Status taken;
  const auto take = [&] {
    taken = store_->Take(rows, std::span(&upto, 1));
    if (taken) rows_taken_ += rows.size();
    rows.clear();
  };
  const uint64_t cut =
      ReadRemains(lane, upto.position, [&](std::string_view record, JournalPosition behind) {
        if (!taken) return;
        Result<RequestRow> row = DecodeRow(record);
        if (!row) {
          taken = Fail(row.error());
          return;
        }
        rows.push_back(std::move(*row));
        upto.position = behind;
        if (rows.size() == kGroupRows) take();
      });
  if (taken) take();
  if (!taken) return taken;
  positions_[lane.lane] = upto.position;
  if (cut > 0) {
    logger_.Warning("the end of a journal was not written whole and is left out",
                    {{"lane", lane.lane}, {"bytes", cut}});
  }
  for (const std::unique_ptr<Segment>& segment : lane.segments) {
    if (Status removed = segment->Remove(); !removed) return removed;
  }
  return {};
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
  for (Result<bool> done = false; done && !*done;) done = TakeRound();
}

void Ledger::Start() {
  thread_ = std::thread([this] { Run(); });
  pthread_setname_np(thread_.native_handle(), "ledger");
}

void Ledger::Run() {
  for (bool stopping = false; !stopping;) {
    const Result<bool> drained = TakeRound();
    Note(drained ? Status() : Status(Fail(drained.error())));
    std::unique_lock lock(mutex_);
    if (!drained || *drained) wake_.wait_for(lock, kGroupTime, [this] { return stopping_; });
    stopping = stopping_;
  }
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

Result<bool> Ledger::TakeRound() {
  bool all_read = true;
  Status prepared;
  std::vector<LanePosition> upto;
  for (const std::unique_ptr<LedgerLane>& lane : lanes_) {
    JournalLane& journal = *lane->journal_;
    if (Status ready = journal.Prepare(kAhead); !ready) prepared = ready;
    all_read &= ReadLane(journal);
    upto.push_back({journal.number(), journal.position()});
  }
  if (!waiting_.empty()) {
    if (Status taken = store_->Take(waiting_, upto); !taken) {
      // What waits longer must at least outlive the machine.
      for (const auto& lane : lanes_) (void)lane->journal_->Sync();
      return Fail(taken.error());
    }
    rows_taken_.fetch_add(waiting_.size(), std::memory_order_relaxed);
    waiting_.clear();
  }
  for (size_t i = 0; i < lanes_.size(); ++i) {
    Status forgotten = lanes_[i]->journal_->Forget(upto[i].position);
    if (!forgotten) return Fail(forgotten.error());
  }
  if (!prepared) return Fail(prepared.error());
  return all_read;
}

// Takes what the lane has into waiting_, at most a group; true when it was all.
bool Ledger::ReadLane(JournalLane& journal) {
  while (waiting_.size() < kGroupRows) {
    const std::optional<std::string_view> record = journal.Next();
    if (!record) return true;
    Result<RequestRow> row = DecodeRow(*record);
    CHECK(row.has_value());  // this very process wrote it
    waiting_.push_back(std::move(*row));
  }
  return false;
}

}  // namespace farthing::ledger
