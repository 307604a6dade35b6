#include "observe/series.h"

#include "base/check.h"

namespace farthing::observe {

SeriesId SeriesTable::Intern(Family family, std::span<const std::string_view> values) {
  CHECK(values.size() == InfoOf(family).labels.size());
  Key key(family, Labels(values.begin(), values.end()));
  const std::lock_guard lock(mutex_);
  auto found = ids_.find(key);
  if (found != ids_.end()) return found->second;
  size_t& size = sizes_[static_cast<size_t>(family)];
  if (size >= max_per_family_) {
    for (std::string& value : key.second) value = "other";
    found = ids_.find(key);
    if (found != ids_.end()) return found->second;
  }
  ++size;
  const auto id = static_cast<SeriesId>(ids_.size());
  ids_.emplace(std::move(key), id);
  return id;
}

std::vector<SeriesTable::Entry> SeriesTable::Entries() const {
  const std::lock_guard lock(mutex_);
  std::vector<Entry> entries;
  entries.reserve(ids_.size());
  for (const auto& [key, id] : ids_) entries.push_back({key.first, key.second, id});
  return entries;
}

std::atomic<uint64_t>* Shard::CellOf(SeriesId id) {
  const std::lock_guard lock(mutex_);
  if (id >= cells_.size()) cells_.resize(id + 1);
  if (cells_[id] == nullptr) {
    if (used_in_page_ == Page::kCells) {
      pages_.emplace_back();
      used_in_page_ = 0;
    }
    cells_[id] = &pages_.back().cells[used_in_page_++];
  }
  return cells_[id];
}

HistogramCells* Shard::HistogramOf(SeriesId id) {
  const std::lock_guard lock(mutex_);
  if (id >= histograms_.size()) histograms_.resize(id + 1);
  if (histograms_[id] == nullptr) histograms_[id] = std::make_unique<HistogramCells>();
  return histograms_[id].get();
}

void Shard::AddValue(SeriesId id, uint64_t* sum) const {
  const std::lock_guard lock(mutex_);
  if (id < cells_.size() && cells_[id] != nullptr) {
    *sum += cells_[id]->load(std::memory_order_relaxed);
  }
}

void Shard::AddHistogram(SeriesId id, HistogramCounts* sum) const {
  const std::lock_guard lock(mutex_);
  if (id < histograms_.size() && histograms_[id] != nullptr) histograms_[id]->AddTo(sum);
}

}  // namespace farthing::observe
