#pragma once

#include <string>

#include "base/error.h"
#include "json/document.h"

namespace farthing::sandbox {

// Answers POST /v1/embeddings with the sum of a pseudo-random vector for each word, at length 1:
// texts that share words are near each other. Honours dimensions (default 256, at most 4,096) and
// encoding_format. Errors: kInvalidRequest.
Result<std::string> Embed(json::Value body);

}  // namespace farthing::sandbox
