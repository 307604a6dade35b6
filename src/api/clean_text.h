#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farthing::api {

// `bytes` as text that may stand in JSON and in a header: malformed UTF-8 becomes U+FFFD, control
// characters become spaces, and what goes beyond `max_bytes` is cut at a character with "…".
std::string CleanText(std::string_view bytes, size_t max_bytes);

}  // namespace farthing::api
