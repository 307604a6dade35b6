#pragma once

#include <string>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "json/members.h"
#include "model/usage_tally.h"

namespace farthing::gateway {

// Reads what must be known of a whole JSON answer that otherwise passes unread: its usage, and that
// it is an answer. One a worker, so that its memory is used again.
class AnswerInspector {
 public:
  // Errors: kUpstream and retryable when `body` is not one JSON object; the provider's own error
  // when it reports one under a 200.
  Result<model::UsageTally> Inspect(api::Dialect dialect, std::string_view body);

 private:
  json::MemberScanner scanner_;
  std::string telling_;  // the members that matter, as an object
  json::Document document_;
};

}  // namespace farthing::gateway
