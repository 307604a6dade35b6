#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/families.h"
#include "observe/histogram.h"

namespace farthing::observe {

using Labels = std::vector<std::string>;
using SeriesId = uint32_t;

// Handles to one series of one shard, cheap to copy, alive as long as the shard. Add and Record are
// for the shard's own thread only (plain loads and stores). REQUIRES: not empty.
class Counter {
 public:
  Counter() = default;
  explicit Counter(std::atomic<uint64_t>* cell) : cell_(cell) {}
  explicit operator bool() const { return cell_ != nullptr; }
  void Add(uint64_t by = 1) {
    cell_->store(cell_->load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

 private:
  std::atomic<uint64_t>* cell_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  explicit Gauge(std::atomic<uint64_t>* cell) : cell_(cell) {}
  explicit operator bool() const { return cell_ != nullptr; }
  void Add(int64_t by) {
    cell_->store(cell_->load(std::memory_order_relaxed) + static_cast<uint64_t>(by),
                 std::memory_order_relaxed);
  }
  void Set(int64_t value) {  // unlike Add, from any thread
    cell_->store(static_cast<uint64_t>(value), std::memory_order_relaxed);
  }

 private:
  std::atomic<uint64_t>* cell_ = nullptr;
};

// Names of all series of the process, and the bound on their number: a family that is full answers
// the series whose labels are all "other". Any thread; taken only when a series is first used.
class SeriesTable {
 public:
  explicit SeriesTable(size_t max_series_per_family) : max_per_family_(max_series_per_family) {}

  // REQUIRES: as many values as the family has labels.
  SeriesId Intern(Family family, std::span<const std::string_view> values);

  struct Entry {
    Family family;
    Labels labels;
    SeriesId id;
  };
  std::vector<Entry> Entries() const;  // by family, then labels

 private:
  using Key = std::pair<Family, Labels>;

  const size_t max_per_family_;
  mutable std::mutex mutex_;
  std::map<Key, SeriesId> ids_;
  size_t sizes_[kFamilyCount] = {};
};

// One thread's values. Handles are made by that thread; AddValue and AddHistogram may be called
// from any thread meanwhile.
class Shard {
 public:
  Counter CounterOf(SeriesId id) { return Counter(CellOf(id)); }
  Gauge GaugeOf(SeriesId id) { return Gauge(CellOf(id)); }
  HistogramCells* HistogramOf(SeriesId id);

  void AddValue(SeriesId id, uint64_t* sum) const;
  void AddHistogram(SeriesId id, HistogramCounts* sum) const;

 private:
  // A page of cells fills whole cache lines, so that two shards never share one.
  struct alignas(64) Page {
    static constexpr size_t kCells = 64;
    std::atomic<uint64_t> cells[kCells] = {};
  };
  std::atomic<uint64_t>* CellOf(SeriesId id);

  mutable std::mutex mutex_;  // guards the containers, not the cells
  std::deque<Page> pages_;
  size_t used_in_page_ = Page::kCells;
  std::vector<std::atomic<uint64_t>*> cells_;                // by SeriesId; null: not used here
  std::vector<std::unique_ptr<HistogramCells>> histograms_;  // by SeriesId
};

}  // namespace farthing::observe
