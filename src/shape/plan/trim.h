#pragma once

#include <cstdint>

#include "embed/text_embedder.h"
#include "shape/memory/history_step.h"
#include "shape/plan/plan.h"
#include "shape/step.h"

namespace farthing::shape {

struct Trimmed {
  StepResult result;             // of the history's own settings; its body is within the bound
  int64_t tokens_for_limit = 0;  // what went beyond that, for the limit's sake
};

// Makes a request's history as much smaller than its settings ask as it takes for the request to be
// within `bound`. A history of which all should stay gives way, too: its newest stays. Errors:
// ShortenHistory's; kTooLarge where what is always kept is beyond the limit. Any thread.
Result<Trimmed> TrimHistory(const StepInput& input, HistorySettings settings,
                            const InputBound& bound, const embed::TextEmbedder& embedder);

}  // namespace farthing::shape
