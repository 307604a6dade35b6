#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"
#include "ledger/journal.h"
#include "ledger/row.h"

namespace farthing::ledger {

struct LanePosition {
  uint64_t run = 0;
  uint32_t lane = 0;
  JournalPosition position;
};

// Where rows end up, as docs/ledger.md has it: rows as they were, and their sums by the hour, which
// reports read. One thread; several stores, of other processes too, may be open to one ledger.
class Store {
 public:
  // `source` as SourceOf gives it. Makes the tables where they are missing. Errors: kInternal, also
  // for a ledger of a later version of Farthing.
  static Result<std::unique_ptr<Store>> Open(const std::string& source);
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Takes all of them, and notes how far the lanes' journals were taken with them: all of it
  // outlives the machine when this returns, or nothing was taken. Rows whose lanes' positions the
  // store has already are not taken again. REQUIRES: the lanes are of one run. Errors: kInternal;
  // it may be tried again, with another store of the same source too.
  virtual Status Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) = 0;

  // How far the journal of each of the run's lanes was taken.
  virtual Result<std::map<uint32_t, JournalPosition>> PositionsOf(uint64_t run) = 0;
  // Drops these. REQUIRES: the run has ended and its segments are gone.
  virtual Status Forget(uint64_t run) = 0;
};

// Of a ledger that only a later version of Farthing understands.
Error LaterSchema(const std::string& place);

}  // namespace farthing::ledger
