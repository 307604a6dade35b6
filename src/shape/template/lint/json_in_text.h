#pragma once

#include <string_view>
#include <vector>

namespace farthing::shape {

// The JSON objects and arrays in a text, outermost, in order: from a bracket to its partner, where
// that is well-formed. At most a hundred brackets are tried. Any thread.
std::vector<std::string_view> JsonIn(std::string_view text);

}  // namespace farthing::shape
