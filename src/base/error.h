#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace farthing {

// What went wrong, in the terms of interface.md's status list. The HTTP status follows from it
// (StatusOf) unless a provider's own status is passed on.
enum class ErrorCode {
  kInvalidRequest,    // 400: the caller's bytes are wrong
  kUnauthenticated,   // 401: no key, or an unknown one
  kForbidden,         // 403: a known key without the right
  kNotFound,          // 404: model, route or path
  kMethodNotAllowed,  // 405
  kRequestTimeout,    // 408: the caller sends too slowly
  kTooLarge,          // 413
  kHeaderTooLarge,    // 431
  kUnsupported,       // 422: no allowed model or dialect can do it
  kRateLimited,       // 429
  kCancelled,         // 499: the caller hung up; never sent, only recorded
  kInternal,          // 500
  kUpstream,          // 502: the provider broke or was unreachable
  kOverloaded,        // 503: we shed load
  kTimeout,           // 504: the provider was too slow
  kConfiguration,     // start-up only: the configuration is wrong
};

int StatusOf(ErrorCode code);

// An error that can be shown to a caller. `message` is one sentence that says what to do and never
// holds a key or a prompt. Values, freely copied; no thread rules.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string param;  // the request field at fault, as a path ("messages[2].content"); may be empty
  std::string slug;   // OpenAI's `code`: "model_not_found", "cache_miss"; may be empty
  int status = 0;     // a provider's own HTTP status; 0: StatusOf(code)
  bool retryable = false;  // another attempt, here or at another provider, may succeed
  std::optional<std::chrono::milliseconds> retry_after;

  int http_status() const { return status != 0 ? status : StatusOf(code); }

  static Error InvalidRequest(std::string message, std::string param = {});
  static Error Unauthenticated(std::string message);
  static Error Forbidden(std::string message);
  static Error NotFound(std::string message, std::string slug = "not_found");
  static Error TooLarge(std::string message);
  static Error Unsupported(std::string message, std::string param);
  static Error Upstream(std::string message, bool retryable);
  static Error Timeout(std::string message);
  static Error Overloaded(std::string message, std::chrono::milliseconds retry_after);
  static Error Internal(std::string message);
  static Error Configuration(std::string message);
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace farthing
