#include "ledger/row.h"

namespace farthing::ledger {

std::string_view NameOf(Step step) {
  static constexpr std::string_view kNames[kStepCount] = {
      "limits",   "template",  "history", "narrow",     "prompt_cache", "exact", "coalesced",
      "semantic", "embedding", "route",   "escalation", "shadow",       "batch"};
  return kNames[static_cast<size_t>(step)];
}

std::string_view NameOf(Exactness exactness) {
  static constexpr std::string_view kNames[] = {"exact", "override", "unpriced"};
  return kNames[static_cast<size_t>(exactness)];
}

}  // namespace farthing::ledger
