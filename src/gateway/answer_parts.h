#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/request.h"
#include "upstream/retry.h"

namespace farthing::gateway {

// What a translated answer says that its provider does not know.
struct OwnWords {
  std::string id;  // in the caller's dialect: "chatcmpl-…", "msg_…"
  std::string model;
  int64_t created = 0;  // Unix seconds
};
OwnWords OwnWordsOf(const Request& request, const upstream::Candidate& candidate);

// For the access log, where it asks for bodies.
void KeepAnswer(Request& request, std::span<const std::string_view> pieces);

// A caller that takes nothing any more is as gone as one that hung up.
std::optional<upstream::Outcome> GiveUpOnCaller(Request& request);

}  // namespace farthing::gateway
