#pragma once

#include <string>
#include <vector>

#include "ledger/report_sums.h"

namespace farthing::ledger {

// From the baseline, step by step, to what was spent: a line each, with a bar that begins where the
// one before it ended. Steps that neither saved nor lost anything are left out.
std::vector<std::string> WaterfallLines(const Sums& sums, int places, size_t width, bool colour);

}  // namespace farthing::ledger
