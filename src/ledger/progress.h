#pragma once

#include <cstdint>
#include <functional>

namespace farthing::ledger {

// Told now and then how many rows were read, on the asking thread; may be empty.
using TellProgress = std::function<void(uint64_t rows)>;

// Counts rows. REQUIRES: `tell` outlives it.
class Progress {
 public:
  explicit Progress(const TellProgress& tell) : tell_(tell) {}

  void Count(uint64_t rows = 1) {
    const uint64_t before = rows_;
    rows_ += rows;
    if (before / kBetween != rows_ / kBetween && tell_) tell_(rows_);
  }

 private:
  static constexpr uint64_t kBetween = 1 << 16;

  const TellProgress& tell_;
  uint64_t rows_ = 0;
};

}  // namespace farthing::ledger
