#include "api/model_counting.h"

#include <algorithm>

#include "model/card.h"

namespace farthing::api {

ModelCounting CountingOf(const model::Model* known, std::string_view name) {
  ModelCounting counting;
  if (known != nullptr) {
    if (const Result<model::Card> card = known->card()) {
      counting.family = card->tokenizer;
      counting.context = card->context;
      const bool has = std::ranges::find(card->can, "reasoning") != card->can.end();
      counting.reasons = card->can.empty() || has;
    }
  }
  // Without a slash npos + 1 is 0: all of it.
  counting.rule = RuleFor(counting.family, name.substr(name.find('/') + 1));
  return counting;
}

}  // namespace farthing::api
