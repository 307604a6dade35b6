#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "ledger/journal_remains.h"
#include "ledger/journal_run.h"
#include "ledger/store.h"

namespace farthing::ledger {

// Takes over what ended runs have left in the journal's folder, group by group, each row once, and
// removes it; also what gateways leave that end while this one runs. One thread.
class LedgerRemains {
 public:
  LedgerRemains(std::string journal, Clock& clock, const Logger& logger)
      : journal_(std::move(journal)), clock_(clock), logger_(logger) {}

  // Takes the next group into the store, at most `most` rows; how many it took. When there is none,
  // it looks every kLook whether there is one. After an error it may be tried again, at another
  // store object too. Errors: kInternal, the store's; what cannot be read is logged and left there.
  Result<size_t> TakeGroup(size_t most, Store& store);
  static constexpr std::chrono::minutes kLook{1};
  // Nothing was left when it looked last.
  bool done() const { return runs_.empty(); }

 private:
  // The run that is being read.
  struct Reading {
    JournalRemains remains;
    std::vector<RemainsReader> lanes;
    uint64_t rows = 0;
  };

  void FindRuns();
  Result<bool> StartReading(const JournalRun& run, Store& store);
  Result<std::vector<RequestRow>> ReadGroup(size_t most);
  Result<size_t> TakeGroupOf(const JournalRun& run, size_t most, Store& store);
  Status Finish(const JournalRun& run, Store& store);

  const std::string journal_;
  Clock& clock_;
  const Logger& logger_;
  MonotonicTime next_look_{};
  std::vector<JournalRun> runs_;     // not yet taken over
  std::optional<Reading> reading_;   // of the last of them
  std::set<uint64_t> aside_;         // runs of which something stays where it is
  std::set<std::string> strangers_;  // as they were named in the log
};

// Ends a run whose rows the store has and whose segments were removed: the store forgets its
// positions, and its folder goes, unless there is anything else in it. Errors: kInternal.
Status EndRun(const JournalRun& run, Store& store);

}  // namespace farthing::ledger
