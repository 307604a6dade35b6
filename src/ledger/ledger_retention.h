#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "ledger/database.h"

namespace farthing::ledger {

// Rolls old days up, a little at a time, so that rows can be taken over in between. One thread.
class LedgerRetention {
 public:
  // `source` as SourceOf gives it; `keep` as RetainStep takes it.
  LedgerRetention(std::string source, Duration keep, Clock& clock, const Logger& logger)
      : source_(std::move(source)), keep_(keep), clock_(clock), logger_(logger) {}

  // Does what is due, for about kTurn; looks every kLook whether anything is. Trouble is logged,
  // and it is tried again at the next look.
  void TakeTurn();
  static constexpr std::chrono::milliseconds kTurn{20};
  static constexpr std::chrono::minutes kLook{10};

 private:
  Result<bool> Step();

  const std::string source_;
  const Duration keep_;
  Clock& clock_;
  const Logger& logger_;
  std::optional<Database> database_;  // while there is something to do
  MonotonicTime next_look_{};
};

}  // namespace farthing::ledger
