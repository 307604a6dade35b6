#pragma once

#include <string>

#include "cli/top_window.h"

namespace farthing::cli {

// The columns of the table of models that fit beside a name of fair width, each preceded by blanks.
// Money is since the start but for the rate an hour; "~" marks what is estimated in part, "+" that
// unpriced requests would come on top.
std::string ModelHeadings(size_t screen_width);
std::string ModelColumns(const TopWindow& window, const TopModel& model, size_t screen_width);

}  // namespace farthing::cli
