#pragma once

#include <string>

#include "json/document.h"

namespace farthing::api {

// What providers demand of the JSON Schema of an answer. Pure; any thread.

// The schema as Anthropic takes it: each object closed (additionalProperties: false), all else byte
// for byte.
std::string ClosedSchema(json::Value schema);

// Whether OpenAI's strict mode takes it as it is: every object closed and all its properties
// required, no keyword that the mode does not know.
bool FitsStrictMode(json::Value schema);

}  // namespace farthing::api
