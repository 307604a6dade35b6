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

// The tokens that a history's budget is about: of all messages but the system's and the question. 0
// where `messages` is malformed.
int64_t HistoryTokens(json::Value request, const token::Encoder& tokens);

}  // namespace farthing::shape
