#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "ledger/journal_remains.h"
#include "ledger/journal_run.h"
#include "ledger/store.h"

namespace farthing::ledger {

// Takes over what ended runs have left in the journal's folder, group by group, each row once, and
// removes it. One thread.
class LedgerRemains {
 public:
  LedgerRemains(std::string journal, const Logger& logger)
      : journal_(std::move(journal)), logger_(logger) {}

  // Takes the next group into the store, at most `most` rows; how many it took. After an error it
  // may be tried again, at another store object too. Errors: kInternal.
  Result<size_t> TakeGroup(size_t most, Store& store);
  // Nothing is left.
  bool done() const { return runs_ && runs_->empty(); }

 private:
  // The run that is being read.
  struct Reading {
    JournalRemains remains;
    std::vector<RemainsReader> lanes;
    uint64_t rows = 0;
  };

  Status FindRuns();
  Status StartReading(const JournalRun& run, Store& store);
  Result<std::vector<RequestRow>> ReadGroup(size_t most);
  Result<size_t> TakeGroupOf(const JournalRun& run, size_t most, Store& store);
  Status Finish(const JournalRun& run, Store& store);

  const std::string journal_;
  const Logger& logger_;
  std::optional<std::vector<JournalRun>> runs_;  // not yet taken over
  std::optional<Reading> reading_;               // of the last of them
};

// Ends a run whose rows the store has and whose segments were removed: the store forgets its
// positions, and its folder goes, unless there is anything else in it. Errors: kInternal.
Status EndRun(const JournalRun& run, Store& store);

}  // namespace farthing::ledger
