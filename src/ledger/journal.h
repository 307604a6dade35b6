#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
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
// the ledger has taken it over. Appending is a copy into mapped memory, without a system call; it
// never waits for a disk but through the system's own throttling. The bound of what may wait is
// `segments` files of `segment_size` bytes; whoever admits a request asks `room` first.
//
// Two threads: the worker appends, the ledger's thread does the rest.
class JournalLane {
 public:
  struct Options {
    std::string folder;  // exists
    uint32_t lane = 0;   // the worker's number
    uint64_t first_sequence = 1;
    size_t segment_size = size_t{8} << 20;
    size_t segments = 8;
  };

  // Errors: kInternal when the folder takes no first segment.
  static Result<std::unique_ptr<JournalLane>> Open(const Options& options, Clock& clock);
  JournalLane(const JournalLane&) = delete;
  JournalLane& operator=(const JournalLane&) = delete;

  uint32_t number() const { return options_.lane; }

  // --- the worker's thread
  // False when there is no room: nothing was written. A record larger than a segment never fits.
  bool Append(std::string_view record);
  // Bytes that can be appended for certain, counted as Segment::FramedSize counts a record; at most
  // two segments' worth.
  size_t room() const;

  // --- the ledger's thread
  // Keeps a segment ready behind the present one. Errors: kInternal, a full disk above all; the
  // lane goes on with what it has, and a later call may succeed.
  Status Prepare();

  // The next record not yet read; nullopt when there is none now. The view lives until Forget.
  std::optional<std::string_view> Next();
  // Behind the record that Next gave last.
  JournalPosition position() const;
  // Removes the files whose records were all read before `position`, which must be safe elsewhere.
  Status Forget(JournalPosition position);
  // Makes what was appended outlive the machine.
  Status Sync();

 private:
  JournalLane(const Options& options, Clock& clock) : options_(options), clock_(clock) {}
  Result<Segment*> Add();

  const Options options_;
  Clock& clock_;
  Segment* writing_ = nullptr;            // the worker's
  std::atomic<Segment*> ready_{nullptr};  // the next one, until the worker takes it
  uint64_t next_sequence_ = 1;
  std::deque<std::unique_ptr<Segment>> segments_;  // oldest first
  size_t reading_ = 0;                             // index into segments_
  size_t offset_ = Segment::kHeaderSize;
};

// What an ended process has left in a journal's folder, lane by lane and in order. One thread.
class JournalRemains {
 public:
  // Errors: kInternal for a folder that cannot be read.
  static Result<JournalRemains> Find(const std::string& folder);

  struct Lane {
    uint32_t lane = 0;
    std::vector<std::unique_ptr<Segment>> segments;  // oldest first
  };
  // Files that are none of the journal's are left alone and named here; those that were still being
  // made are gone.
  const std::vector<std::string>& strangers() const { return strangers_; }
  std::vector<Lane>& lanes() { return lanes_; }
  // A number above that of every segment of the lane, strangers of such a name included.
  uint64_t NextSequence(uint32_t lane) const;

 private:
  void Take(const std::string& path);

  std::vector<Lane> lanes_;
  std::vector<std::string> strangers_;
  std::map<uint32_t, uint64_t> last_sequences_;
};

// Reads the records of one lane's remains that stand at or behind `from`, in order, and calls
// `record` with each and the position behind it. Where a record is torn, as the end of a machine
// may leave it, the rest of that lane is cut: the answer is how many bytes were not read.
template <typename OnRecord>
uint64_t ReadRemains(const JournalRemains::Lane& lane, JournalPosition from, OnRecord record) {
  for (const std::unique_ptr<Segment>& segment : lane.segments) {
    if (segment->sequence() < from.sequence) continue;
    size_t offset = segment->sequence() == from.sequence ? from.offset : Segment::kHeaderSize;
    for (;;) {
      const Segment::Item item = segment->At(offset);
      if (item.kind == Segment::Item::Kind::kTorn) return segment->size() - offset;
      if (item.kind != Segment::Item::Kind::kRecord) break;
      offset = item.next;
      record(item.record, JournalPosition{segment->sequence(), offset});
    }
  }
  return 0;
}

}  // namespace farthing::ledger
