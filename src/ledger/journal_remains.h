#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ledger/journal.h"
#include "ledger/journal_run.h"
#include "ledger/segment.h"

namespace farthing::ledger {

// What an ended run has left in its folder, lane by lane and in order. One thread.
class JournalRemains {
 public:
  // Errors: kInternal where the folder, or a file in it, cannot be read. REQUIRES: the run is
  // locked.
  static Result<JournalRemains> Find(const JournalRun& run);

  struct Lane {
    uint32_t lane = 0;
    std::vector<std::unique_ptr<Segment>> segments;  // oldest first
  };
  const std::vector<Lane>& lanes() const { return lanes_; }
  // Files that are none of the run's are left alone and named here; those that were still being
  // made are gone.
  const std::vector<std::string>& strangers() const { return strangers_; }

  // Removes the segments. REQUIRES: their records are safe elsewhere. Errors: kInternal.
  Status Remove();

 private:
  Status Add(const std::filesystem::directory_entry& file, uint64_t run);

  std::vector<Lane> lanes_;
  std::vector<std::string> strangers_;
};

// Reads the records of one lane's remains, in order. One thread.
class RemainsReader {
 public:
  // Those that stand at or behind `from`. REQUIRES: the lane outlives this and what it gives.
  RemainsReader(const JournalRemains::Lane& lane, JournalPosition from);

  uint32_t lane() const { return lane_.lane; }
  // nullopt at the end.
  std::optional<std::string_view> Next();
  // Behind the record that Next gave last.
  JournalPosition position() const { return position_; }
  // Where a record is torn, as the end of a machine may leave it, the rest of its segment is cut:
  // so many bytes were not read. Known at the end.
  uint64_t cut() const { return cut_; }

 private:
  const JournalRemains::Lane& lane_;
  size_t segment_ = 0;
  size_t offset_ = Segment::kHeaderSize;
  JournalPosition position_;
  uint64_t cut_ = 0;
};

}  // namespace farthing::ledger
