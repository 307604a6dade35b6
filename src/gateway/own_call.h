#pragma once

#include <string>
#include <string_view>

#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// A call that the gateway makes of its own, so that a request can be answered for less.
struct OwnQuestion {
  upstream::Upstream* upstream = nullptr;
  std::string_view path;   // "/v1/rerank", under the provider's base_url
  std::string_view model;  // by whose name it is priced
  std::string_view body;   // JSON
  MonotonicTime deadline;  // the request's own ends it too
  ledger::Step step = ledger::Step::kNarrow;
};

// The body of a successful answer, of at most `most` bytes. What the call costs is written to
// request.own_calls: by the usage that the answer tells; where it tells none, or none came in time,
// by the length of the question, marked as an estimate. The provider's keys, breaker and counters
// learn how it went. An error says in a sentence what was wrong with the server. Waits.
net::Task<Result<std::string>> Ask(Request& request, OwnQuestion question, size_t most);

}  // namespace farthing::gateway
