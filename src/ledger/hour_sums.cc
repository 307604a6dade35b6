#include "ledger/hour_sums.h"

#include <chrono>

namespace farthing::ledger {

using model::Exactness;

int64_t HourOf(WallTime time) {
  return std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count();
}

size_t HourTable::Hash::operator()(const HourKey& key) const {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, by words
  for (const int64_t part : key) hash = (hash ^ static_cast<uint64_t>(part)) * 0x100000001b3;
  return hash ^ (hash >> 32);
}

void HourTable::Add(const HourKey& key, const RequestRow& row) {
  HourSums& sums = sums_[key];
  const bool priced =
      row.cost.exactness != Exactness::kUnpriced && row.baseline_exactness != Exactness::kUnpriced;
  HourSums more{1, row.status >= 400 ? 1 : 0, priced ? 0 : 1, row.cost.estimated ? 1 : 0,
                row.duration.count()};
  if (priced) {
    more[5] = row.cost.money.picodollars();
    more[6] = row.baseline.picodollars();
  }
  size_t at = 7;
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    more[at++] = row.cost.tokens[static_cast<model::TokenClass>(i)];
  }
  for (const Money saved : row.savings) more[at++] = priced ? saved.picodollars() : 0;
  for (size_t i = 0; i < kHourSums; ++i) {
    if (__builtin_add_overflow(sums[i], more[i], &sums[i])) {
      sums[i] = more[i] > 0 ? kMostOfAnHour : -kMostOfAnHour;
    }
  }
}

}  // namespace farthing::ledger
