#pragma once

#include "base/error.h"
#include "embed/text_embedder.h"
#include "gateway/request.h"

namespace farthing::gateway {

// shape: the request made smaller as its route, key and model ask, and held against their limits.
// What is within all of them pays for a look at its size. Errors: kTooLarge that says what there is
// too much of; kForbidden for a caller who may not switch shaping off.
Status Shape(Request& request, const embed::TextEmbedder& embedder);

}  // namespace farthing::gateway
