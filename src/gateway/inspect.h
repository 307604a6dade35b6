#pragma once

#include <string_view>

#include "api/dialect.h"
#include "api/usage.h"
#include "base/error.h"

namespace farthing::gateway {

// What must be known of a whole JSON answer that otherwise passes unread.
struct AnswerFacts {
  api::Usage usage;
};

// Reads the top level of an answer of `dialect`. Errors: kUpstream and retryable when it is not one
// JSON object; the provider's own error when it reports one under a 200.
Result<AnswerFacts> InspectAnswer(api::Dialect dialect, std::string_view body);

}  // namespace farthing::gateway
