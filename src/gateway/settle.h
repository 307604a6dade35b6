#pragma once

#include <string>

#include "gateway/request.h"

namespace farthing::gateway {

// price, settle, record: what every try cost, what the request would have cost without us, and its
// row in the ledger. To be called before the caller gets the last byte of its answer, so that what
// is answered in full is recorded; only the first call does anything. What nobody was identified
// for is nobody's, and no row.
void Settle(Request& request);

// What a caller who asked for it reads before the last event of its stream: a comment, with the
// line that ends it. "" for others. REQUIRES: settled.
std::string InlineReport(const Request& request);

}  // namespace farthing::gateway
