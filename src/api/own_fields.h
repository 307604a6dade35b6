#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::api {

// Holds the value of a request's member `farthing` against what there is to be said in it: a
// misspelt wish would otherwise pass in silence. Null is as good as absent. Answers the template
// that it names, "" where it names none. Errors: kInvalidRequest that names the member and lists
// those there are. Any thread.
Result<std::string> ReadOwnFields(std::string_view value);

}  // namespace farthing::api
