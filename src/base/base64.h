#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace farthing {

// RFC 4648, the standard alphabet, padded.
std::string Base64Encode(std::string_view bytes);
std::optional<std::string> Base64Decode(std::string_view text);

}  // namespace farthing
