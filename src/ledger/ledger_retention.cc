#include "ledger/ledger_retention.h"

#include "ledger/retention.h"

namespace farthing::ledger {

void LedgerRetention::TakeTurn() {
  if (keep_ <= Duration(0) || clock_.Now() < next_look_) return;
  const MonotonicTime end = clock_.Now() + kTurn;
  Result<bool> done = Step();
  while (done && !*done && clock_.Now() < end) done = Step();
  if (done && !*done) return;
  if (!done) {
    logger_.Warning("the ledger's old days cannot be rolled up; it is tried again later",
                    {{"reason", done.error().message}});
  }
  database_.reset();
  next_look_ = clock_.Now() + kLook;
}

Result<bool> LedgerRetention::Step() {
  if (!database_) {
    Result<Database> opened = Database::Open(source_, Database::Mode::kReadWrite);
    if (!opened) return Fail(opened.error());
    database_.emplace(std::move(*opened));
  }
  return RetainStep(*database_, keep_, clock_.WallNow());
}

}  // namespace farthing::ledger
