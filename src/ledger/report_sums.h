#pragma once

#include <array>
#include <cstdint>

#include "ledger/row.h"
#include "ledger/wide.h"
#include "model/token_class.h"

namespace farthing::ledger {

// What is summed, in the order in which ReadSlices selects it: requests, errors, unpriced,
// estimated, cost, baseline, the token classes, the savings.
inline constexpr size_t kSumCount = 6 + model::kTokenClasses + kStepCount;
inline constexpr size_t kUnpricedSum = 2, kCostSum = 4, kTokenSums = 6;  // where these begin
inline constexpr size_t kSavingSums = kTokenSums + model::kTokenClasses;
using SumValues = std::array<int64_t, kSumCount>;

// Sums over requests. The money of unpriced ones is in none; so baseline − Σ saved = actual.
class Sums {
 public:
  // False, and the sums are of no use any more, where one would not fit.
  [[nodiscard]] bool Add(const SumValues& values) {
    bool fits = true;
    for (size_t i = 0; i < kSumCount; ++i) fits &= AddTo(values[i], &sums_[i]);
    return fits;
  }

  Wide requests() const { return sums_[0]; }
  Wide failed() const { return sums_[1]; }  // status 400 and above
  Wide unpriced() const { return sums_[2]; }
  Wide estimated() const { return sums_[3]; }
  Wide priced() const { return requests() - unpriced(); }

  // Picodollars.
  Wide actual() const { return sums_[4]; }
  Wide baseline() const { return sums_[5]; }
  Wide saved(Step step) const {
    return sums_[6 + model::kTokenClasses + static_cast<size_t>(step)];
  }

  Wide tokens(model::TokenClass token_class) const {
    return sums_[6 + static_cast<size_t>(token_class)];
  }
  Wide input_tokens() const {
    using enum model::TokenClass;
    return tokens(kFresh) + tokens(kCacheRead) + tokens(kCacheWrite5m) + tokens(kCacheWrite1h) +
           tokens(kAudioIn) + tokens(kAudioCached) + tokens(kImageIn) + tokens(kImageCached);
  }
  // Of those, what the providers read from their prompt caches.
  Wide cached_tokens() const {
    using enum model::TokenClass;
    return tokens(kCacheRead) + tokens(kAudioCached) + tokens(kImageCached);
  }

 private:
  std::array<Wide, kSumCount> sums_{};
};

}  // namespace farthing::ledger
