#pragma once

#include "config/template.h"
#include "shape/step.h"

namespace farthing::shape {

// Takes out of a request's texts what says nothing (squeeze_text.h): system texts, the user's
// messages and tools' results, of which a whole JSON text is data. Within one message, documents
// and files that are attached twice are sent once, unless they are cited by their number or marked
// for a cache. What the model wrote itself (texts, thinking, calls and their arguments) is left
// alone, and so is a text that would not have fewer tokens. A message becomes the same whatever
// stands beside it, so that providers' caches know a conversation's prefix again.
//
// The result's step is kTemplate, under which the ledger counts squeezes. Pure; any thread.
// REQUIRES: input.request is a chat request, read.
StepResult SqueezeRequest(const StepInput& input, const config::Squeeze& squeeze);

}  // namespace farthing::shape
