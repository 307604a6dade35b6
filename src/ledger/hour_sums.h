#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <unordered_map>

#include "ledger/row.h"

namespace farthing::ledger {

// The columns of the table `hours` that tell its rows apart, in its order: hour, tenant, key,
// route, tags, asked_model, provider, model, cache, tier.
using HourKey = std::array<int64_t, 10>;

// The sums of one of its rows, in its order: requests, errors, unpriced, estimated, duration_ns,
// cost, baseline, the token classes, the savings.
inline constexpr size_t kHourSums = 7 + model::kTokenClasses + kStepCount;
using HourSums = std::array<int64_t, kHourSums>;

// No sum is further from 0: where absurd amounts would take it there it stays, and later rows are
// taken all the same.
inline constexpr int64_t kMostOfAnHour = std::numeric_limits<int64_t>::max();

// Sums of many rows, so that the table is touched once for each kind of row.
class HourTable {
 public:
  // Unpriced rows count, but their money is in no sum.
  void Add(const HourKey& key, const RequestRow& row);

  struct Hash {
    size_t operator()(const HourKey& key) const;
  };
  const std::unordered_map<HourKey, HourSums, Hash>& sums() const { return sums_; }

 private:
  std::unordered_map<HourKey, HourSums, Hash> sums_;
};

// Of the column `hour`.
int64_t HourOf(WallTime time);

}  // namespace farthing::ledger
