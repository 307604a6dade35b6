#pragma once

#include <string_view>

#include "base/error.h"

namespace farthing::api {

// Holds the value of a request's member `farthing` against what there is to be said in it: a
// misspelt wish would otherwise pass in silence. Null is as good as absent. Errors: kInvalidRequest
// that names the member and lists those there are. Any thread.
Status CheckOwnFields(std::string_view value);

}  // namespace farthing::api
