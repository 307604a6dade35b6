#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "token/prepared_table.h"

namespace farthing::token {

// The double array over `words`: (bytes, id), sorted by bytes. Cell 0 is the root. Empty when it
// would need more cells than a cell's base can name.
std::vector<TrieCell> BuildTrie(const std::vector<std::pair<std::string_view, uint32_t>>& words);

}  // namespace farthing::token
