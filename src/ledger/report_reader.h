#pragma once

#include <functional>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/database.h"
#include "ledger/report_sums.h"

namespace farthing::ledger {

// Requests of one hour that have all these in common; or just one request. Ids are those of names.
struct Slice {
  int64_t hour = 0;  // since 1970
  int64_t tenant = 0, route = 0, tags = 0, provider = 0, model = 0, cache = 0;
  int64_t tier = 0;
  SumValues values{};
};

// Opens a ledger, `source` as SourceOf gives it, for reading alone, in a transaction: all that is
// read stands as of the first read. Errors: as of MakeReport.
Result<Database> OpenForReport(const std::string& source);

using TakeSlice = std::function<Status(const Slice& slice)>;

// Shows `take` all requests that arrived in [from, to), as few slices as there are; ends at its
// first error.
Status ReadSlices(Database& database, WallTime from, WallTime to, const TakeSlice& take);

}  // namespace farthing::ledger
