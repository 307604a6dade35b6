#include "shape/marks/prompt_caches.h"

namespace farthing::shape {

PromptCaches::Desk& PromptCaches::DeskOf(CacheFamily family) {
  return family == CacheFamily::kMarks ? anthropic_ : openai_;
}

ReuseAnswer PromptCaches::Decide(CacheFamily family, const ReuseQuestion& question) {
  Desk& desk = DeskOf(family);
  const std::lock_guard lock(desk.mutex);
  return desk.predictor.Decide(question);
}

void PromptCaches::Settle(CacheFamily family, uint64_t route, double taken, double told) {
  Desk& desk = DeskOf(family);
  const std::lock_guard lock(desk.mutex);
  desk.predictor.Settle(route, taken, told);
}

}  // namespace farthing::shape
