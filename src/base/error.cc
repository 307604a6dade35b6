#include "base/error.h"

namespace farthing {

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
      return 400;
    case ErrorCode::kUnauthenticated:
      return 401;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kMethodNotAllowed:
      return 405;
    case ErrorCode::kRequestTimeout:
      return 408;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kHeaderTooLarge:
      return 431;
    case ErrorCode::kUnsupported:
      return 422;
    case ErrorCode::kRateLimited:
      return 429;
    case ErrorCode::kCancelled:
      return 499;
    case ErrorCode::kUpstream:
      return 502;
    case ErrorCode::kOverloaded:
      return 503;
    case ErrorCode::kTimeout:
      return 504;
    case ErrorCode::kInternal:
    case ErrorCode::kConfiguration:
      return 500;
  }
  return 500;
}

namespace {

Error Make(ErrorCode code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  return error;
}

}  // namespace

Error Error::InvalidRequest(std::string message, std::string param) {
  Error error = Make(ErrorCode::kInvalidRequest, std::move(message));
  error.param = std::move(param);
  return error;
}

Error Error::Unauthenticated(std::string message) {
  Error error = Make(ErrorCode::kUnauthenticated, std::move(message));
  error.slug = "invalid_api_key";
  return error;
}

Error Error::Forbidden(std::string message) {
  return Make(ErrorCode::kForbidden, std::move(message));
}

Error Error::NotFound(std::string message, std::string slug) {
  Error error = Make(ErrorCode::kNotFound, std::move(message));
  error.slug = std::move(slug);
  return error;
}

Error Error::TooLarge(std::string message) {
  return Make(ErrorCode::kTooLarge, std::move(message));
}

Error Error::Unsupported(std::string message, std::string param) {
  Error error = Make(ErrorCode::kUnsupported, std::move(message));
  error.param = std::move(param);
  error.slug = "unsupported_parameter";
  return error;
}

Error Error::Upstream(std::string message, bool retryable) {
  Error error = Make(ErrorCode::kUpstream, std::move(message));
  error.retryable = retryable;
  return error;
}

Error Error::Timeout(std::string message) {
  Error error = Make(ErrorCode::kTimeout, std::move(message));
  error.retryable = true;
  return error;
}

Error Error::Overloaded(std::string message, std::chrono::milliseconds retry_after) {
  Error error = Make(ErrorCode::kOverloaded, std::move(message));
  error.retry_after = retry_after;
  return error;
}

Error Error::Internal(std::string message) {
  return Make(ErrorCode::kInternal, std::move(message));
}

Error Error::Configuration(std::string message) {
  return Make(ErrorCode::kConfiguration, std::move(message));
}

}  // namespace farthing
