#pragma once

#include <ostream>

#include "ledger/progress.h"

namespace farthing::cli {

// One line that says how far the reading of the ledger is, and goes with the object.
class ProgressLine {
 public:
  // `err` is a terminal's and outlives this, or nothing is to be shown.
  ProgressLine(std::ostream& err, bool shown) : err_(err), shown_(shown) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  // REQUIRES: this outlives the answer.
  ledger::TellProgress teller();

 private:
  std::ostream& err_;
  const bool shown_;
  bool written_ = false;
};

// Whether standard error is a terminal.
bool ShowsProgress();

}  // namespace farthing::cli
