#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "ledger/journal.h"
#include "ledger/row.h"
#include "ledger/sqlite.h"

namespace farthing::ledger {

class HourTable;

struct LanePosition {
  uint64_t run = 0;
  uint32_t lane = 0;
  JournalPosition position;
};

// The ledger's SQLite file, as docs/ledger.md has it: rows as they were, and their sums by the
// hour, which reports read. Written by one thread of one process; others may read it meanwhile.
class Store {
 public:
  // Makes the file, or its tables, where they are missing. Errors: kInternal, also for a file of a
  // later version of Farthing.
  static Result<std::unique_ptr<Store>> Open(const std::string& path);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Takes all of them, and notes how far the lanes' journals were taken with them: all of it
  // outlives the machine when this returns, or nothing was taken. Rows whose lanes' positions the
  // store has already are not taken again. Errors: kInternal; it may be tried again.
  Status Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto);

  // How far the journal of each of the run's lanes was taken.
  Result<std::map<uint32_t, JournalPosition>> PositionsOf(uint64_t run);
  // Drops these. REQUIRES: the run has ended and its segments are gone.
  Status Forget(uint64_t run);

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  explicit Store(Database database) : database_(std::move(database)) {}
  Status Prepare();
  Result<bool> Advance(std::span<const LanePosition> upto);
  Status TakeRows(std::span<const RequestRow> rows);
  Status TakeRow(const RequestRow& row, HourTable* hours);
  Status TakeAttempts(const RequestRow& row, int64_t request);
  Status BindNames(std::span<const std::string_view> names, Statement* statement,
                   std::span<int64_t> ids);
  Result<int64_t> NameId(std::string_view text);

  Database database_;
  Statement insert_request_, insert_attempt_, add_hour_, insert_name_, find_name_, advance_;
  std::unordered_map<std::string, int64_t, TextHash, std::equal_to<>> names_;
};

}  // namespace farthing::ledger
