#pragma once

#include <string>
#include <vector>

#include "ledger/report.h"

// The tables of a report for people: lines of at most `width` columns, amounts with `places`.
namespace farthing::ledger {

// The first rows, or the last days. The more room there is, the more columns.
std::vector<std::string> RowLines(const Report& report, int places, size_t width);
std::vector<std::string> CostDriverLines(const Report& report, int places, size_t width);

// Corrections have an amount and no request.
inline bool IsUnpriced(const Sums& sums) { return sums.requests() > 0 && sums.priced() == 0; }
// "$2.7559": what a thousand requests cost; "-" where none has a price.
std::string ThousandText(const Sums& sums);

}  // namespace farthing::ledger
