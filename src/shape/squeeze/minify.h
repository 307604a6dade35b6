#pragma once

#include <string>
#include <string_view>

namespace farthing::shape {

// Appends a JSON value without the white space between its tokens; strings, numbers and the order
// of members stay byte for byte. REQUIRES: `json` is well-formed.
void AppendMinified(std::string_view json, std::string* out);

}  // namespace farthing::shape
