#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/segment.h"

namespace farthing::ledger {

// How far a lane's records have been taken over: all before this place.
struct JournalPosition {
  uint64_t sequence = 0;  // of the segment; 0: nothing yet
  uint64_t offset = 0;

  auto operator<=>(const JournalPosition&) const = default;
};

// One worker's journal: what it appends is safe from the end of the process and waits there until
// the ledger has taken it over. Appending is a copy into mapped memory, without a system call but
// where a segment ends. The bound of what may wait is `segments` files of `segment_size` bytes;
// whoever admits a request asks `room` first.
//
// Two threads: the worker appends, the ledger's thread does the rest.
class JournalLane {
 public:
  struct Options {
    std::string folder;  // the run's own; exists
    uint64_t run = 0;    // of this process
    uint32_t lane = 0;   // the worker's number
    size_t segment_size = size_t{1} << 20;
    size_t segments = 128;
    size_t largest_record = 0;  // what `room` promises, it promises for records up to this
  };

  // Errors: kInternal when the folder takes no first segment.
  static Result<std::unique_ptr<JournalLane>> Open(const Options& options, Clock& clock);
  JournalLane(const JournalLane&) = delete;
  JournalLane& operator=(const JournalLane&) = delete;

  uint32_t number() const { return options_.lane; }

  // --- the worker's thread
  // False when there is no room: nothing was written. A record larger than a segment never fits.
  bool Append(std::string_view record);
  // Bytes of records, each counted as Segment::FramedSize counts it, that are reserved already:
  // they can be appended whatever becomes of the disk.
  size_t room() const;
  // Reserves more until `room` is at least `bytes`; false where disk or bound do not allow it.
  // Meant for a sudden rush, which Prepare has not foreseen: it takes system calls.
  bool Reserve(size_t bytes);

  // --- the ledger's thread
  // Keeps `bytes` reserved ahead of the worker, as far as the bound allows, and the next `at_hand`
  // of them in memory. Errors: kInternal, a full disk above all; the lane goes on with what it has,
  // and a later call may succeed.
  Status Prepare(size_t bytes, size_t at_hand);

  // The next record not yet read; nullopt when there is none now. The view lives until Forget.
  std::optional<std::string_view> Next();
  // Behind the record that Next gave last.
  JournalPosition position() const { return {reading_->id().sequence, offset_}; }
  // Removes the files whose records were all read before `position`, which must be safe elsewhere.
  Status Forget(JournalPosition position);
  // Makes what was appended outlive the machine.
  Status Sync();
  // Removes all files. REQUIRES: the worker has ended, and all that it appended is safe elsewhere.
  Status Remove();

 private:
  JournalLane(const Options& options, Clock& clock) : options_(options), clock_(clock) {}
  Result<Segment*> Add(bool is_ahead);
  Status Make(size_t bytes);
  std::vector<Segment*> All() const;
  Segment* After(const Segment* segment);
  size_t UsableOf(const Segment& segment) const;

  const Options options_;
  Clock& clock_;
  Segment* writing_ = nullptr;        // the worker's
  std::atomic<size_t> ahead_{0};      // room in the segments behind writing_
  const Segment* reading_ = nullptr;  // the ledger's thread's, as offset_
  size_t offset_ = Segment::kHeaderSize;

  std::atomic<uint64_t> writing_sequence_{0};  // of writing_
  std::mutex making_;                          // held while a segment is made, which takes its time
  mutable std::mutex mutex_;                   // held for moments
  std::deque<std::unique_ptr<Segment>> segments_;  // oldest first; guarded, as the number
  uint64_t next_sequence_ = 1;                     // guarded by making_
};

}  // namespace farthing::ledger
