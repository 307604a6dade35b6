#pragma once

#include <string>
#include <string_view>

namespace farthing::token {

// The text itself, or its copy in `repaired` with U+FFFD for every malformed byte.
std::string_view Repair(std::string_view text, std::string* repaired);

}  // namespace farthing::token
