#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "upstream/sandbox/sample_text.h"
#include "upstream/sandbox/schema_goal.h"

namespace farthing::sandbox {

// Candidates for a number or a text that satisfies the conjunction; whether one does is for the
// caller to check. `variation` asks for another value than 0 gives.

// The JSON text of a number.
std::string NumberFor(const Schemas& parts, bool is_integer, int variation);

// Texts, not quoted, the likeliest first. `property`: the name of what holds the text.
std::vector<std::string> TextsFor(const Schemas& parts, std::string_view property,
                                  const Hints& hints, int variation);

}  // namespace farthing::sandbox
