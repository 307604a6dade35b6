#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "ledger/report.h"

namespace farthing::ledger {

// A report's question as people and programs write it: `since` and `until` are RFC 3339 moments or
// dates (their midnight, UTC), or how long ago: a whole number and s, m, h, d or w.
struct QuestionText {
  std::optional<std::string> since;  // default: kDefaultPeriod before `until`
  std::optional<std::string> until;  // itself not in the period; default: now
  std::optional<std::string> by;     // default: model
};
inline constexpr std::chrono::days kDefaultPeriod{30};

// Errors: kInvalidRequest, with the parameter at fault.
Result<Question> ReadQuestion(const QuestionText& text, WallTime now);

}  // namespace farthing::ledger
