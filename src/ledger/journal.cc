#include "ledger/journal.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace farthing::ledger {
Result<std::unique_ptr<JournalLane>> JournalLane::Open(const Options& options, Clock& clock) {
  CHECK(options.segments >= 2);
  std::unique_ptr<JournalLane> lane(new JournalLane(options, clock));
  Result<Segment*> first = lane->Add(false);
  if (!first) return Fail(first.error());
  lane->reading_ = lane->writing_ = *first;
  lane->writing_sequence_ = (*first)->id().sequence;
  return lane;
}

// REQUIRES: making_ is held, or nobody else knows the lane yet.
Result<Segment*> JournalLane::Add(bool is_ahead) {
  const SegmentId id{.run = options_.run, .lane = options_.lane, .sequence = next_sequence_};
  Result<std::unique_ptr<Segment>> made =
      Segment::Create(options_.folder, id, options_.segment_size, clock_.WallNow());
  if (!made) return Fail(made.error());
  ++next_sequence_;
  // Counted before the worker can see it, and take it off again.
  if (is_ahead) ahead_.fetch_add(UsableOf(**made), std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  segments_.push_back(std::move(*made));
  return segments_.back().get();
}

// Null where there is none yet.
Segment* JournalLane::After(const Segment* segment) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(segments_, segment, [](const auto& one) { return one.get(); });
  return at + 1 == segments_.end() ? nullptr : (at + 1)->get();
}

bool JournalLane::Append(std::string_view record) {
  if (writing_->Append(record)) return true;
  Segment* next = After(writing_);
  if (next == nullptr && Make(record.size())) next = After(writing_);
  if (next == nullptr || record.size() > next->room()) return false;
  ahead_.fetch_sub(UsableOf(*next), std::memory_order_relaxed);
  writing_->Close();
  writing_ = next;
  writing_sequence_.store(next->id().sequence, std::memory_order_relaxed);
  return writing_->Append(record);
}

// The end of a segment, too small for a record, is left over.
size_t JournalLane::UsableOf(const Segment& segment) const {
  const size_t room = segment.room();
  return room - std::min(room, Segment::FramedSize(options_.largest_record));
}

size_t JournalLane::room() const {
  return UsableOf(*writing_) + ahead_.load(std::memory_order_relaxed);
}

bool JournalLane::Reserve(size_t bytes) {
  if (room() >= bytes) return true;
  return Make(bytes - std::min(bytes, UsableOf(*writing_))) && room() >= bytes;
}

Status JournalLane::Prepare(size_t bytes, size_t at_hand) {
  Status made = Make(bytes);
  const uint64_t last =
      writing_sequence_.load(std::memory_order_relaxed) + 1 + at_hand / options_.segment_size;
  for (Segment* const segment : All()) {
    if (segment->id().sequence <= last) segment->Populate();
  }
  return made;
}

Status JournalLane::Make(size_t bytes) {
  while (ahead_.load(std::memory_order_relaxed) < bytes) {
    const std::lock_guard making(making_);
    if (All().size() >= options_.segments) return {};  // the bound; it is no error to be there
    Result<Segment*> added = Add(true);
    if (!added) return Fail(added.error());
  }
  return {};
}

std::optional<std::string_view> JournalLane::Next() {
  for (;;) {
    const Segment::Item item = reading_->At(offset_);
    switch (item.kind) {
      case Segment::Item::Kind::kRecord:
        offset_ = item.next;
        return item.record;
      case Segment::Item::Kind::kClosed:
        reading_ = After(reading_);
        CHECK(reading_ != nullptr);
        offset_ = Segment::kHeaderSize;
        continue;
      case Segment::Item::Kind::kNothingYet:
        return std::nullopt;
      case Segment::Item::Kind::kTorn:
        CheckFailed(__FILE__, __LINE__, "the journal of this very process is damaged");
    }
  }
}

Status JournalLane::Forget(JournalPosition position) {
  for (;;) {
    std::unique_ptr<Segment> oldest;
    {
      const std::lock_guard lock(mutex_);
      Segment* const front = segments_.front().get();
      if (front == reading_ || front->id().sequence >= position.sequence) return {};
      oldest = std::move(segments_.front());
      segments_.pop_front();
    }
    if (Status removed = oldest->Remove(); !removed) return removed;
  }
}

// Only the ledger's thread removes any.
std::vector<Segment*> JournalLane::All() const {
  const std::lock_guard lock(mutex_);
  std::vector<Segment*> segments;
  for (const std::unique_ptr<Segment>& segment : segments_) segments.push_back(segment.get());
  return segments;
}

Status JournalLane::Sync() {
  for (Segment* const segment : All()) {
    if (Status synced = segment->Sync(); !synced) return synced;
  }
  return {};
}

Status JournalLane::Remove() {
  const std::lock_guard lock(mutex_);
  for (const std::unique_ptr<Segment>& segment : segments_) {
    if (Status removed = segment->Remove(); !removed) return removed;
  }
  return {};
}

}  // namespace farthing::ledger
