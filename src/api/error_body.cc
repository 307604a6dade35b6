#include "api/error_body.h"

#include <array>

#include "api/clean_text.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

constexpr size_t kMaxMessageBytes = 4096;
constexpr size_t kMaxNameBytes = 256;

struct StatusType {
  int status;
  std::string_view openai;
  std::string_view anthropic;
};

// OpenAI says most with `code`: its type of a wrong key or an unknown model is also
// invalid_request_error. Statuses of this table's kind that are absent follow from their hundred.
constexpr std::array<StatusType, 10> kTypes = {{
    {401, "invalid_request_error", "authentication_error"},
    {402, "insufficient_quota", "billing_error"},
    {403, "invalid_request_error", "permission_error"},
    {404, "invalid_request_error", "not_found_error"},
    {408, "timeout_error", "timeout_error"},
    {413, "invalid_request_error", "request_too_large"},
    {429, "rate_limit_error", "rate_limit_error"},
    {503, "overloaded_error", "overloaded_error"},
    {504, "timeout_error", "timeout_error"},
    {529, "overloaded_error", "overloaded_error"},
}};

void WriteOptional(json::Writer& out, std::string_view key, std::string_view text) {
  out.Key(key);
  if (text.empty()) {
    out.Null();
  } else {
    out.String(CleanText(text, kMaxNameBytes));
  }
}

std::string_view OpenAIType(const Error& error) {
  // Of its 429s OpenAI sets apart the one that waiting does not cure.
  if (error.slug == "insufficient_quota") return error.slug;
  return ErrorTypeOf(Dialect::kOpenAI, error.http_status());
}

void WriteThreadDetails(json::Writer& out) {
  out.Key("details").BeginObject().StringMember("error_code", kThreadUnsupported);
  out.Key("unsupported").BeginArray().String("provider").EndArray().EndObject();
}

}  // namespace

std::string_view ErrorTypeOf(Dialect dialect, int status) {
  const bool openai = dialect == Dialect::kOpenAI;
  for (const StatusType& row : kTypes) {
    if (row.status == status) return openai ? row.openai : row.anthropic;
  }
  if (status < 500) return "invalid_request_error";
  return openai ? "server_error" : "api_error";
}

std::string ErrorBody(Dialect dialect, const Error& error, std::string_view request_id) {
  const std::string message = CleanText(error.message, kMaxMessageBytes);
  std::string body;
  json::Writer out(&body);
  out.BeginObject();
  if (dialect == Dialect::kOpenAI) {
    out.Key("error").BeginObject();
    out.StringMember("message", message).StringMember("type", OpenAIType(error));
    WriteOptional(out, "param", error.param);
    WriteOptional(out, "code", error.slug);
    out.EndObject();
  } else {
    out.StringMember("type", "error").Key("error").BeginObject();
    out.StringMember("type", ErrorTypeOf(dialect, error.http_status()));
    out.StringMember("message", message);
    if (error.slug == kThreadUnsupported) WriteThreadDetails(out);
    out.EndObject();
    if (!request_id.empty()) out.StringMember("request_id", CleanText(request_id, kMaxNameBytes));
  }
  out.EndObject();
  return body;
}

std::string ErrorEvent(Dialect dialect, const Error& error, std::string_view request_id) {
  std::string event = dialect == Dialect::kOpenAI ? "data: " : "event: error\ndata: ";
  event += ErrorBody(dialect, error, request_id);
  return event += "\n\n";
}

}  // namespace farthing::api
