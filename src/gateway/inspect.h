#pragma once

#include <string_view>

#include "api/dialect.h"
#include "api/usage.h"
#include "base/error.h"
#include "json/document.h"
#include "json/members.h"

namespace farthing::gateway {

// Reads what must be known of a whole JSON answer that otherwise passes unread: its usage, and that
// it is an answer. One a worker, so that its memory is used again.
class AnswerInspector {
 public:
  // Errors: kUpstream and retryable when `body` is not one JSON object; the provider's own error
  // when it reports one under a 200.
  Result<api::Usage> Inspect(api::Dialect dialect, std::string_view body);

 private:
  json::MemberScanner scanner_;
  json::Document usage_;
};

}  // namespace farthing::gateway
