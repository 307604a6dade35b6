#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "base/clock.h"

namespace farthing::api {

// Which headers cross the gateway, and under which name. All names are lower case. Pure functions,
// safe from any thread.

// Whether a caller's header goes to a provider of `provider`'s dialect. An allow list: credentials,
// cookies, hop-by-hop headers, x-farthing-* and headers of the caller's own making never leave the
// house. Framing (host, content-length, accept-encoding) and the provider's key are the sender's.
bool GoesUpstream(Dialect caller, Dialect provider, std::string_view name);

struct AnswerHeader {
  std::string_view name;  // static, or the name asked about
  std::string value;
};

// A provider's answer header as the caller of another or the same dialect knows it; nullopt when
// it stays here (hop-by-hop, cookies, the account's names, content-encoding and everything that
// belongs to the provider's edge). Across dialects rate limits and request ids change their names,
// and resets their form: OpenAI says a duration ("6m0s"), Anthropic a time (RFC 3339).
std::optional<AnswerHeader> ToCaller(Dialect provider, Dialect caller, std::string_view name,
                                     std::string_view value, WallTime now);

// The value of `retry-after`: seconds or an HTTP date. nullopt when it is neither.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view value, WallTime now);

// The value of `retry-after-ms`.
std::optional<std::chrono::milliseconds> ParseRetryAfterMs(std::string_view value);

}  // namespace farthing::api
