#pragma once

#include <string>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"

namespace farthing::api {

// The slug of an error that refuses to hold a conversation's state at the provider.
inline constexpr std::string_view kThreadUnsupported = "thread_unsupported_request";

// The body of an error answer in the caller's dialect: the one place where an Error becomes JSON.
//   OpenAI     {"error":{"message","type","param","code"}}
//   Anthropic  {"type":"error","error":{"type","message","details"?},"request_id"?}
// Cleans text of malformed UTF-8. Pure, from any thread.
// `details` come with kThreadUnsupported alone: Anthropic's SDKs read there that they must go on
// without a message thread.
std::string ErrorBody(Dialect dialect, const Error& error, std::string_view request_id = {});

// The same as the server-sent event that ends a stream already begun, blank line included.
std::string ErrorEvent(Dialect dialect, const Error& error, std::string_view request_id = {});

// The dialect's `type` for an HTTP status: "invalid_request_error", "overloaded_error", ….
std::string_view ErrorTypeOf(Dialect dialect, int status);

}  // namespace farthing::api
