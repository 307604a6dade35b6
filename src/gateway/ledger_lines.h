#pragma once

#include <string>

namespace farthing::gateway::test {

// The ledger of a gateway that has ended, a line a request in the order of arrival, and below it a
// line an attempt:
//   200 p/m 7+2 27000000 of 27000000
//   - ok 200 p/m 7+2 27000000
// Status, who answered, tokens in and out, picodollars and their baseline; then what the steps
// saved ("route -5"), and "estimated" and "unpriced" where they are.
std::string LedgerLines(const std::string& data_dir);

}  // namespace farthing::gateway::test
