#pragma once

#include <string>
#include <string_view>

#include "config/mistakes.h"

namespace farthing::config {

// The checks of the bytes before the YAML library sees them: size, control bytes, UTF-8, tabs in
// indentation, nesting of flow collections. False after a mistake, of which there is then one.
bool CheckText(std::string_view text, Mistakes& mistakes);

// `text` as it may stand in a message: cut to 60 bytes at a character's end, control bytes as '?'.
std::string Shown(std::string_view text);

}  // namespace farthing::config
