#include <string>

#include "api/error_body.h"
#include "upstream/sandbox/read.h"

namespace farthing::sandbox {
namespace {

using json::Value;

void ReadTools(Value body, Request* request) {
  const Value tools = body.Find("tools");
  if (tools.is_array()) {
    for (const Value tool : tools) {
      if (!tool.Find("input_schema")) continue;  // one that the provider runs itself
      request->tools.push_back({tool.Find("name").string(), tool.Find("description").string(),
                                tool.Find("input_schema")});
    }
  }
  const Value choice = body.Find("tool_choice");
  const std::string_view type = choice.Find("type").string();
  if (type == "none") request->tool_use = ToolUse::kNone;
  if (type == "any") request->tool_use = ToolUse::kRequired;
  if (type == "tool") {
    request->tool_use = ToolUse::kNamed;
    request->named_tool = choice.Find("name").string();
  }
  request->parallel_calls = !choice.Find("disable_parallel_tool_use").boolean().value_or(false);
}

void ReadFormat(Value body, Request* request) {
  Value format = body.Find("output_config").Find("format");
  if (!format) format = body.Find("output_format");
  if (format.Find("type").string() != "json_schema") return;
  request->format = Format::kJsonSchema;
  request->schema = format.Find("schema");
}

}  // namespace

Result<Request> ReadMessages(Value body, bool needs_max_tokens) {
  Request request;
  if (Status status = ReadModel(body, &request); !status) return Fail(status.error());
  if (Status status = ReadLimit(body, "max_tokens", &request); !status) return Fail(status.error());
  if (needs_max_tokens && !request.max_tokens) {
    return Fail(Error::InvalidRequest("`max_tokens` is missing", "max_tokens"));
  }
  const Value messages = body.Find("messages");
  if (!messages.is_array() || messages.size() == 0) {
    return Fail(Error::InvalidRequest("`messages` must be a list that is not empty", "messages"));
  }
  if (const Value thread = body.Find("thread"); thread && !thread.is_null()) {
    Error error = Error::Unsupported("the sandbox holds no conversations; send all", "thread");
    error.slug = api::kThreadUnsupported;
    return Fail(std::move(error));
  }
  ReadTools(body, &request);
  ReadFormat(body, &request);
  ReadStops(body.Find("stop_sequences"), &request);
  const std::string_view thinking = body.Find("thinking").Find("type").string();
  request.thinks = thinking == "enabled" || thinking == "adaptive";
  ConversationReader reader(&request);
  reader.Count(body.Find("system"));
  for (const Value message : messages) {
    const bool is_user = message.Find("role").string() == "user";
    is_user ? reader.User(message.Find("content")) : reader.Assistant(message.Find("content"));
  }
  reader.Finish();
  return Checked(std::move(request));
}

}  // namespace farthing::sandbox
