#include "ledger/row.h"

namespace farthing::ledger {

std::string_view NameOf(Step step) {
  static constexpr std::string_view kNames[kStepCount] = {
      "limits",   "template",  "history", "narrow",     "prompt_cache", "exact", "coalesced",
      "semantic", "embedding", "route",   "escalation", "shadow",       "batch"};
  return kNames[static_cast<size_t>(step)];
}

}  // namespace farthing::ledger
