#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace farthing::ledger {

// Which segment it is: the lane's next has the next sequence number.
struct SegmentId {
  uint64_t run = 0;   // of a process, see JournalRun
  uint32_t lane = 0;  // the worker's number
  uint64_t sequence = 0;

  friend bool operator==(const SegmentId&, const SegmentId&) = default;
};

// One file of the journal, mapped into memory: a header, then records behind each other, as
// docs/journal.md says. What is appended is in the system's page cache at once and outlives the
// process, however it ends; Sync makes it outlive the machine.
//
// One thread appends, another may read at the same time; all else is for the reading thread.
class Segment {
 public:
  static constexpr size_t kHeaderSize = 64;
  static constexpr std::string_view kSuffix = ".journal";
  static constexpr std::string_view kUnfinished = ".new";  // behind the name while it is made
  static constexpr size_t kLeastSize = 4096;
  static constexpr size_t kFrameSize = 8;  // before each record: its length and its checksum

  // What a record of `size` bytes takes up.
  static constexpr size_t FramedSize(size_t size) { return (kFrameSize + size + 7) & ~size_t{7}; }

  // Makes the file in the run's folder, with its space on the disk reserved. REQUIRES: no such
  // segment, size a multiple of 8 and ≥ kLeastSize. Errors: kInternal, a full disk above all;
  // nothing is left behind then.
  static Result<std::unique_ptr<Segment>> Create(const std::string& folder, const SegmentId& id,
                                                 size_t size, WallTime now);
  // For reading what another process has left; null for a file that is none of ours. Errors:
  // kInternal for a file that cannot be read now.
  static Result<std::unique_ptr<Segment>> Open(const std::string& path);

  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  ~Segment();  // the file stays

  size_t size() const { return size_; }
  const SegmentId& id() const { return id_; }

  // --- the appending thread
  // False when it does not fit; the record is whole or not there at all.
  bool Append(std::string_view record);
  // The largest record that fits.
  size_t room() const;
  // No more will be appended: readers go on with the next segment.
  void Close();

  // --- the reading thread
  struct Item {
    enum class Kind : uint8_t {
      kRecord,
      kNothingYet,  // the writer has come no further
      kClosed,      // the next segment goes on
      kTorn,        // what follows was not written whole
    };
    Kind kind = Kind::kNothingYet;
    std::string_view record;  // lives as long as the segment
    size_t next = 0;          // the offset of what follows
  };
  // What stands at `offset`, kHeaderSize for the first.
  Item At(size_t offset) const;

  // Waits until the disk has what was appended. Errors: kInternal.
  Status Sync();
  Status Remove();

  // Has all of its memory at hand, so that no page is met for the first time by who appends: the
  // file system would let that wait for whatever it just writes elsewhere. Once; one thread.
  void Populate();

 private:
  Segment(std::string path, char* bytes, size_t size);
  bool ReadHeader();  // false: another's

  const std::string path_;
  char* const bytes_;
  const size_t size_;
  bool populated_ = false;
  SegmentId id_;
  size_t end_ = kHeaderSize;  // the appending thread's
};

}  // namespace farthing::ledger
