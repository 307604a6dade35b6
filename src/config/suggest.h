#pragma once

#include <span>
#include <string_view>

namespace farthing::config {

// The candidate that `written` most likely was meant to be: fewest edits (insertion, deletion,
// substitution, swap of neighbours), at most a third of its length, case and '-' for '_' free.
// Empty when nothing is near. Looks at the first 500 candidates only, so that a file full of
// mistakes stays cheap.
std::string_view Nearest(std::string_view written, std::span<const std::string_view> candidates);

}  // namespace farthing::config
