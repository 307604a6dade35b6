#pragma once

#include "base/error.h"
#include "embed/text_embedder.h"
#include "shape/memory/select.h"
#include "shape/step.h"

namespace farthing::shape {

// Leaves out of a request what its history has no room for (select.h). Messages that stay are the
// same bytes in the same order. A caller pins messages by `"farthing": {"pinned": [0, 4]}`, their
// indexes in `messages`: their exchanges stay.
//
// The result's tokens are those of the history, its body is empty where everything stays. Errors:
// SelectHistory's, and kInvalidRequest where `messages` or `pinned` is malformed. Any thread.
Result<StepResult> ShortenHistory(const StepInput& input, const HistorySettings& settings,
                                  const embed::TextEmbedder& embedder);

}  // namespace farthing::shape
