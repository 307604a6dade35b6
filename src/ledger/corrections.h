#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ledger/database.h"
#include "ledger/days.h"

// What providers' statements have more, or less, than the ledger, as rows of its own:
// docs/ledger.md has their form. Rows are only ever added; no other row is touched.
namespace farthing::ledger {

// The `operation` of these rows.
inline constexpr std::string_view kCorrection = "correction";

struct Correction {
  std::chrono::sys_days day;
  std::string provider;  // as the configuration calls it
  std::string model;     // as Drift has it; empty: of no model alone
  int64_t picodollars = 0;

  friend bool operator==(const Correction&, const Correction&) = default;
};

// What the corrections of those days come to, by day, provider and model, in that order. `provider`
// empty: of all. Errors: kInternal.
Result<std::vector<Correction>> ReadCorrections(Database& ledger, const Days& days,
                                                std::string_view provider);

// All corrections of a period, and those to be written.
struct CorrectionsToWrite {
  Days days;
  std::string provider;
  std::vector<Correction> known;  // as ReadCorrections had them when `more` were found
  std::vector<Correction> more;
  std::string statement;  // a name of the provider's statement, for people
};

// Writes all of `more`, or nothing; a gateway may be writing meanwhile. Errors: kInvalidRequest
// where somebody else has corrected these days since, or they are rolled up by now; kInternal.
Status WriteCorrections(Database& ledger, const CorrectionsToWrite& corrections);

}  // namespace farthing::ledger
