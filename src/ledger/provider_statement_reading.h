#pragma once

// What the readers of the forms share. Included by provider_statement*.cc alone.

#include <string>
#include <string_view>

#include "ledger/provider_statement.h"
#include "model/token_class.h"

namespace farthing::ledger {

Result<ProviderStatement> ReadStatementCsv(std::string_view text);
Result<ProviderStatement> ReadStatementJson(std::string_view text);

inline tl::unexpected<Error> FailAt(size_t line, std::string_view reason) {
  return Fail(Error::InvalidRequest("line " + std::to_string(line) + ": " + std::string(reason)));
}

inline bool IsCount(int64_t value) { return value >= 0 && value <= model::kMostTokens; }

}  // namespace farthing::ledger
