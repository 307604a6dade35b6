#include "ledger/ledger_remains.h"

#include <utility>

#include "ledger/record.h"

namespace farthing::ledger {

Result<size_t> LedgerRemains::TakeGroup(size_t most, Store& store) {
  FindRuns();
  while (!runs_.empty()) {
    const JournalRun& run = runs_.back();
    const Result<size_t> taken = TakeGroupOf(run, most, store);
    // What is read anew goes by what the store has by then.
    if (!taken) reading_.reset();
    if (!taken || *taken > 0) return taken;
    runs_.pop_back();
    reading_.reset();
  }
  return 0;
}

void LedgerRemains::FindRuns() {
  if (!runs_.empty() || clock_.Now() < next_look_) return;
  next_look_ = clock_.Now() + kLook;
  Result<JournalRun::Found> found = JournalRun::FindEnded(journal_);
  if (!found) {
    logger_.Warning("it is not known what ended processes have left; it is looked for again",
                    {{"reason", found.error().message}});
    return;
  }
  for (const std::string& stranger : found->strangers) {
    if (strangers_.contains(stranger)) continue;
    logger_.Warning("a file in the journal's folder is not the journal's", {{"file", stranger}});
  }
  strangers_ = {found->strangers.begin(), found->strangers.end()};
  runs_ = std::move(found->ended);
  std::erase_if(runs_, [this](const JournalRun& run) { return aside_.contains(run.id()); });
}

// False: it cannot be read now.
Result<bool> LedgerRemains::StartReading(const JournalRun& run, Store& store) {
  Result<JournalRemains> remains = JournalRemains::Find(run);
  if (!remains) {
    logger_.Warning("what an ended process has left cannot be read; it is tried again later",
                    {{"folder", run.folder()}, {"reason", remains.error().message}});
    return false;
  }
  Result<std::map<uint32_t, JournalPosition>> positions = store.PositionsOf(run.id());
  if (!positions) return Fail(positions.error());
  reading_.emplace(std::move(*remains));
  for (const JournalRemains::Lane& lane : reading_->remains.lanes()) {
    reading_->lanes.emplace_back(lane, (*positions)[lane.lane]);
  }
  return true;
}

// 0: all of the run is taken over, or put aside, or left for the next look.
Result<size_t> LedgerRemains::TakeGroupOf(const JournalRun& run, size_t most, Store& store) {
  if (!reading_) {
    const Result<bool> started = StartReading(run, store);
    if (!started) return Fail(started.error());
    if (!*started) return 0;
  }
  Result<std::vector<RequestRow>> rows = ReadGroup(most);
  if (!rows) {
    logger_.Error("records that an ended process has left cannot be read; they are left there",
                  {{"folder", run.folder()}, {"reason", rows.error().message}});
    aside_.insert(run.id());
    return 0;
  }
  if (rows->empty()) return Finish(run, store).map([] { return size_t{0}; });
  std::vector<LanePosition> upto;
  for (const RemainsReader& lane : reading_->lanes) {
    upto.push_back({run.id(), lane.lane(), lane.position()});
  }
  if (Status taken = store.Take(*rows, upto); !taken) return Fail(taken.error());
  reading_->rows += rows->size();
  return rows->size();
}

Result<std::vector<RequestRow>> LedgerRemains::ReadGroup(size_t most) {
  std::vector<RequestRow> rows;
  for (RemainsReader& lane : reading_->lanes) {
    while (rows.size() < most) {
      const std::optional<std::string_view> record = lane.Next();
      if (!record) break;
      if (Status read = DecodeRow(*record, &rows.emplace_back()); !read) return Fail(read.error());
    }
  }
  return rows;
}

Status LedgerRemains::Finish(const JournalRun& run, Store& store) {
  for (const RemainsReader& lane : reading_->lanes) {
    if (lane.cut() == 0) continue;
    logger_.Warning("a part of a journal was not written whole and is left out",
                    {{"folder", run.folder()}, {"lane", lane.lane()}, {"bytes", lane.cut()}});
  }
  if (reading_->rows > 0) {
    logger_.Info("took over what an ended process had recorded", {{"rows", reading_->rows}});
  }
  if (Status removed = reading_->remains.Remove(); !removed) return removed;
  for (const std::string& stranger : reading_->remains.strangers()) {
    logger_.Warning("a file in the journal's folder is not the journal's", {{"file", stranger}});
    aside_.insert(run.id());
  }
  return EndRun(run, store);
}

// The positions go only when the disk knows that the segments are gone, and the folder goes last:
// wherever this ends, the next look goes on from there.
Status EndRun(const JournalRun& run, Store& store) {
  if (Status synced = run.Sync(); !synced) return synced;
  if (!run.IsEmpty()) return {};
  if (Status forgotten = store.Forget(run.id()); !forgotten) return forgotten;
  return run.Remove();
}

}  // namespace farthing::ledger
