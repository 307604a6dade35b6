#pragma once

#include <string>
#include <string_view>

namespace farthing {

// RFC 4648, the standard alphabet, padded.
std::string Base64Encode(std::string_view bytes);

}  // namespace farthing
