#pragma once

#include <string>

namespace farthing::ledger {

// A sum over many rows, of picodollars or counts: what overflows Money fits here.
__extension__ using Wide = __int128;

// False, and nothing is added, where the sum would not fit.
[[nodiscard]] bool AddTo(Wide more, Wide* sum);

std::string FormatWhole(Wide value);           // "-1234567"
std::string FormatGrouped(Wide value);         // "-1,234,567"
std::string FormatExactUsd(Wide picodollars);  // as FormatUsd: "0.0017535"

// For people: "$1,234.50", "-$0.0100"; rounded half away from zero to `places` (0 to 12); what
// would look like nothing and is something is "<$0.01".
std::string FormatDollars(Wide picodollars, int places);

// value / divisor, rounded half away from zero. REQUIRES: divisor > 0.
Wide DivideRounded(Wide value, Wide divisor);

}  // namespace farthing::ledger
