#pragma once

#include <string_view>

#include "base/error.h"
#include "token/build_table.h"

namespace farthing::token {

// The tokens of a `.tiktoken` file: lines of "BASE64 ID". An error names the line it stands in.
Result<TokenList> ReadRanks(std::string_view text);

}  // namespace farthing::token
