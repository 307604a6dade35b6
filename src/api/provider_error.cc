#include "api/provider_error.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/clean_text.h"
#include "api/error_body.h"
#include "json/document.h"

namespace farthing::api {
namespace {

constexpr size_t kMaxMessageBytes = 2048;
constexpr size_t kMaxNameBytes = 128;
constexpr size_t kMaxParsedBytes = 1 << 20;

ErrorCode CodeOf(int status) {
  switch (status) {
    case 401:
      return ErrorCode::kUnauthenticated;
    case 403:
      return ErrorCode::kForbidden;
    case 404:
      return ErrorCode::kNotFound;
    case 405:
      return ErrorCode::kMethodNotAllowed;
    case 408:
      return ErrorCode::kTimeout;
    case 413:
      return ErrorCode::kTooLarge;
    case 429:
      return ErrorCode::kRateLimited;
    case 503:
    case 529:
      return ErrorCode::kOverloaded;
    case 504:
      return ErrorCode::kTimeout;
    default:
      break;
  }
  return status >= 500 ? ErrorCode::kUpstream : ErrorCode::kInvalidRequest;
}

bool IsRetryable(int status) {
  return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

Error WithStatus(int status) {
  Error error;
  const bool is_error = status >= 400 && status <= 599;
  error.code = CodeOf(is_error ? status : 502);
  error.status = is_error ? status : 502;
  error.retryable = IsRetryable(error.status);
  return error;
}

std::string Name(json::Value value) { return CleanText(value.string(), kMaxNameBytes); }

// FastAPI's {"loc":["body","messages",0],"msg":"…"}: the first complaint and its place.
std::string ReadDetail(json::Value detail, Error* error) {
  if (detail.is_string()) return std::string(detail.string());
  const json::Value first = detail.is_array() && detail.size() > 0 ? *detail.begin() : detail;
  for (json::Value step : first.Find("loc")) {
    if (step.string() == "body") continue;
    if (step.is_number()) {
      error->param.append("[").append(step.raw()).append("]");
    } else {
      if (!error->param.empty()) error->param += '.';
      error->param += Name(step);
    }
  }
  return std::string(first.Find("msg").string());
}

std::string ReadMessage(json::Value holder, Error* error) {
  for (std::string_view key : {"message", "Message", "error_description", "msg"}) {
    const json::Value message = holder.Find(key);
    if (message.is_string()) return std::string(message.string());
    if (message.is_object()) return ReadDetail(message.Find("detail"), error);
  }
  return ReadDetail(holder.Find("detail"), error);
}

// `code` names the error; where it only repeats a status, `type` may, unless every error of that
// status has it.
std::string ReadSlug(Dialect dialect, json::Value holder, int status) {
  if (holder.Find("code").is_string()) return Name(holder.Find("code"));
  std::string type = Name(holder.Find("type"));
  return type == ErrorTypeOf(dialect, status) ? std::string() : type;
}

// False when nothing in `root` tells what is wrong.
bool ReadJson(Dialect dialect, json::Value root, Error* error) {
  if (root.is_array() && root.size() > 0) root = *root.begin();  // Gemini
  const json::Value inner = root.Find("error");
  if (inner.is_string()) {
    error->message = CleanText(inner.string(), kMaxMessageBytes);
    return !error->message.empty();
  }
  json::Value holder = inner.is_object() ? inner : root;
  const json::Value errors = root.Find("errors");
  if (!inner && errors.is_array() && errors.size() > 0) holder = *errors.begin();
  const std::string message = ReadMessage(holder, error);
  if (holder.Find("param").is_string()) error->param = Name(holder.Find("param"));
  error->slug = ReadSlug(dialect, holder, error->status);
  error->message = CleanText(message.empty() ? error->slug : message, kMaxMessageBytes);
  return !error->message.empty();
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string HtmlMessage(std::string_view html) {
  static constexpr std::string_view kOpen = "<title>", kClose = "</title>";
  const size_t open = html.find(kOpen), close = html.find(kClose);
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return "an HTML page";
  }
  const std::string_view title =
      Trim(html.substr(open + kOpen.size(), close - open - kOpen.size()));
  return "an HTML page: " + CleanText(title, kMaxNameBytes);
}

std::string DescribeBody(std::string_view content_type, std::string_view body) {
  body = Trim(body.substr(0, kMaxParsedBytes));
  if (body.empty()) return "nothing";
  if (content_type.starts_with("text/html") || body.starts_with('<')) return HtmlMessage(body);
  if (body.starts_with('{') || body.starts_with('[')) return "JSON that is cut short or no error";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x09; };
  if (std::any_of(body.begin(), body.end(), is_control)) return "bytes that are no text";
  return CleanText(body, kMaxMessageBytes);
}

// The status of an error that came with status 200.
int StatusInside(Dialect dialect, json::Value root, json::Value error) {
  for (json::Value code : {error.Find("code"), error.Find("status"), root.Find("status")}) {
    const int64_t status = code.integer().value_or(0);
    if (status >= 400 && status <= 599) return static_cast<int>(status);
  }
  const std::string_view type = error.Find("type").string();
  static constexpr std::array kStatuses = {400, 401, 402, 403, 404, 413, 429, 529, 504};
  for (int status : kStatuses) {
    if (!type.empty() && type == ErrorTypeOf(dialect, status)) return status;
  }
  return 502;
}

json::Value FindErrorInside(json::Value root) {
  const json::Value error = root.Find("error");
  const bool is_response = root.Find("object").string() == "response";  // its `error` is content
  if ((error.is_object() || !error.string().empty()) && !is_response) return error;
  if (root.Find("type").string() == "error" || root.Find("object").string() == "error") return root;
  const json::Value choices = root.Find("choices");
  if (choices.is_array() && choices.size() > 0) {
    const json::Value in_choice = (*choices.begin()).Find("error");  // OpenRouter
    if (in_choice.is_object()) return in_choice;
  }
  return {};
}

}  // namespace

Error ParseProviderError(Dialect dialect, int status, std::string_view content_type,
                         std::string_view body) {
  Error error = WithStatus(status);
  if (body.size() <= kMaxParsedBytes) {
    if (auto document = json::Document::Parse(body)) {
      if (ReadJson(dialect, document->root(), &error)) return error;
    }
  }
  error.param.clear();
  error.message = "The provider answered " + std::to_string(status) + " with " +
                  DescribeBody(content_type, body) + ".";
  return error;
}

std::optional<Error> ErrorInsideAnswer(Dialect dialect, std::string_view body) {
  if (body.find("\"error\"") == std::string_view::npos) return std::nullopt;
  const auto document = json::Document::Parse(body);
  if (!document || !document->root().is_object()) return std::nullopt;
  const json::Value inside = FindErrorInside(document->root());
  if (!inside) return std::nullopt;
  Error error = WithStatus(StatusInside(dialect, document->root(), inside));
  const json::Value holder =
      inside.key() == "error" && inside.is_string() ? document->root() : inside;
  if (!ReadJson(dialect, holder, &error)) {
    error.message = "The provider answered 200 with an error that says nothing.";
  }
  return error;
}

}  // namespace farthing::api
