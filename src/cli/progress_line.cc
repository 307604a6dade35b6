#include "cli/progress_line.h"

#include <unistd.h>

#include "ledger/wide.h"

namespace farthing::cli {

ledger::TellProgress ProgressLine::teller() {
  if (!shown_) return {};
  return [this](uint64_t rows) {
    written_ = true;
    err_ << "\rreading the ledger: " << ledger::FormatGrouped(rows) << " rows" << std::flush;
  };
}

ProgressLine::~ProgressLine() {
  if (written_) err_ << "\r\x1b[K" << std::flush;
}

bool ShowsProgress() { return isatty(STDERR_FILENO) == 1; }

}  // namespace farthing::cli
