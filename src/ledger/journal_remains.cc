#include "ledger/journal_remains.h"

#include <algorithm>
#include <utility>

namespace farthing::ledger {

namespace fs = std::filesystem;

Result<JournalRemains> JournalRemains::Find(const JournalRun& run) {
  JournalRemains remains;
  std::error_code trouble;
  fs::directory_iterator files(run.folder(), trouble);
  if (trouble) {
    return Fail(Error::Internal("cannot read " + run.folder() + ": " + trouble.message()));
  }
  for (const auto& file : files) {
    if (Status added = remains.Add(file, run.id()); !added) return Fail(added.error());
  }
  for (Lane& lane : remains.lanes_) {
    std::ranges::sort(lane.segments, {},
                      [](const auto& segment) { return segment->id().sequence; });
  }
  return remains;
}

// A segment that cannot be opened now, because the process has no more descriptors, say, is none to
// pass over: once those behind it are taken, it would never be.
Status JournalRemains::Add(const fs::directory_entry& file, uint64_t run) {
  const std::string path = file.path();
  if (path.ends_with(std::string(Segment::kSuffix) + std::string(Segment::kUnfinished))) {
    std::error_code ignored;
    fs::remove(path, ignored);
    return {};
  }
  Result<std::unique_ptr<Segment>> segment = nullptr;
  std::error_code unknown;
  if (path.ends_with(Segment::kSuffix) && file.is_regular_file(unknown)) {
    segment = Segment::Open(path);
  }
  if (!segment) return Fail(segment.error());
  if (*segment == nullptr || (*segment)->id().run != run) {
    strangers_.push_back(path);
    return {};
  }
  const uint32_t number = (*segment)->id().lane;
  auto lane = std::ranges::find(lanes_, number, &Lane::lane);
  if (lane == lanes_.end()) lane = lanes_.insert(lane, Lane{.lane = number, .segments = {}});
  lane->segments.push_back(std::move(*segment));
  return {};
}

Status JournalRemains::Remove() {
  for (const Lane& lane : lanes_) {
    for (const std::unique_ptr<Segment>& segment : lane.segments) {
      if (Status removed = segment->Remove(); !removed) return removed;
    }
  }
  return {};
}

RemainsReader::RemainsReader(const JournalRemains::Lane& lane, JournalPosition from)
    : lane_(lane), position_(from) {
  const auto sequence = [](const auto& segment) { return segment->id().sequence; };
  const auto first = std::ranges::lower_bound(lane.segments, from.sequence, {}, sequence);
  segment_ = static_cast<size_t>(first - lane.segments.begin());
  if (first != lane.segments.end() && sequence(*first) == from.sequence) offset_ = from.offset;
}

std::optional<std::string_view> RemainsReader::Next() {
  while (segment_ < lane_.segments.size()) {
    const Segment& segment = *lane_.segments[segment_];
    const Segment::Item item = segment.At(offset_);
    if (item.kind == Segment::Item::Kind::kRecord) {
      offset_ = item.next;
      position_ = {segment.id().sequence, offset_};
      return item.record;
    }
    if (item.kind == Segment::Item::Kind::kTorn) cut_ += segment.size() - offset_;
    ++segment_;
    offset_ = Segment::kHeaderSize;
  }
  return std::nullopt;
}

}  // namespace farthing::ledger
