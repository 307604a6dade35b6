#pragma once

#include <string>

#include "base/error.h"
#include "json/document.h"
#include "upstream/sandbox/sample_text.h"

namespace farthing::sandbox {

// How much of what a schema leaves open is written.
enum class Fullness {
  kLean,  // what is required; of an object that requires nothing, its first property
  kRich,  // optional properties and one element of an array, too, near the root
};

// The JSON text of a valid instance of `schema`, the same for the same input. The instance is
// checked with IsValid before it is returned; a schema that cannot be satisfied, or is beyond what
// the sandbox understands, is kUnsupported. Bounded work.
Result<std::string> MakeInstance(json::Value schema, const Hints& hints, Fullness fullness);

}  // namespace farthing::sandbox
