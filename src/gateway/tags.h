#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::gateway {

// Reads the header x-farthing-tags, "team=search,app=web": at most 16 tags and 1,000 bytes, names
// of letters, digits, dots, dashes and underscores, each once, values of anything printable but a
// comma. Answers them sorted by name, without spaces around, so that the same tags are one text.
// Errors: kInvalidRequest, which says what to write instead.
Result<std::string> ReadTags(std::string_view header);

}  // namespace farthing::gateway
