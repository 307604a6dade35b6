#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "ledger/database.h"
#include "ledger/days.h"

// How long single requests are kept. Older days have sums alone, one row of `hours` for each kind
// of request in the day's first hour. One thread, that of the database.
namespace farthing::ledger {

// Does a part of what is due, some milliseconds' worth in one transaction, so that rows can be
// taken over in between: rolls up the days that ended more than `keep` ago (zero: keep forever),
// oldest first, and gives space back to the file system. True: nothing is left to do for now.
// Reports are right before, between and after. Errors: kInternal; it may be tried again.
Result<bool> RetainStep(Database& database, Duration keep, WallTime now);

// The end of the last day that is rolled up, or is being rolled up: single requests, attempts and
// hours are complete from here on. 1970 when there is none.
Result<WallTime> RolledUpUntil(Database& database);

// What must be asked of single requests can be asked from `day` on. Errors: kInvalidRequest, which
// names the first such day; kInternal.
Status RequireSingleRequests(Database& database, std::chrono::sys_days day);

}  // namespace farthing::ledger
