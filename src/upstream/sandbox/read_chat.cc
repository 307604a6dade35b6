#include <string>

#include "upstream/sandbox/read.h"

namespace farthing::sandbox {
namespace {

using json::Value;

void ReadTools(Value body, Request* request) {
  const Value tools = body.Find("tools");
  if (tools.is_array()) {
    for (const Value tool : tools) {
      const Value function = tool.Find("function");
      if (!function.is_object()) continue;
      request->tools.push_back({function.Find("name").string(),
                                function.Find("description").string(),
                                function.Find("parameters")});
    }
  }
  const Value choice = body.Find("tool_choice");
  if (choice.string() == "none") request->tool_use = ToolUse::kNone;
  if (choice.string() == "required") request->tool_use = ToolUse::kRequired;
  if (const Value function = choice.Find("function")) {
    request->tool_use = ToolUse::kNamed;
    request->named_tool = function.Find("name").string();
  }
  request->parallel_calls = body.Find("parallel_tool_calls").boolean().value_or(true);
}

void ReadFormat(Value format, Request* request) {
  const std::string_view type = format.Find("type").string();
  if (type == "json_object") request->format = Format::kJsonObject;
  if (type == "json_schema") {
    request->format = Format::kJsonSchema;
    request->schema = format.Find("json_schema").Find("schema");
    if (!request->schema) request->format = Format::kJsonObject;
  }
}

void ReadMessage(Value message, ConversationReader* reader) {
  const std::string_view role = message.Find("role").string();
  const Value content = message.Find("content");
  if (role == "user") return reader->User(content);
  if (role == "tool") return reader->Result(message.Find("tool_call_id").string(), content);
  if (role != "assistant") return reader->Count(content);
  reader->Assistant(content);
  const Value calls = message.Find("tool_calls");
  if (!calls.is_array()) return;
  for (const Value call : calls) {
    const Value function = call.Find("function");
    reader->Call(call.Find("id").string(), function.Find("name").string(),
                 function.Find("arguments").string());
  }
}

Status ReadCount(Value n, Request* request) {
  if (!n || n.is_null()) return {};
  constexpr int64_t kMostChoices = 128;
  const int64_t count = n.integer().value_or(0);
  if (count < 1 || count > kMostChoices) {
    return Fail(Error::InvalidRequest("`n` must be a whole number from 1 to 128", "n"));
  }
  request->n = static_cast<int>(count);
  return {};
}

}  // namespace

Result<Request> ReadChat(Value body) {
  Request request;
  if (Status status = ReadModel(body, &request); !status) return Fail(status.error());
  for (const std::string_view field : {"max_tokens", "max_completion_tokens"}) {
    if (Status status = ReadLimit(body, field, &request); !status) return Fail(status.error());
  }
  if (Status status = ReadCount(body.Find("n"), &request); !status) return Fail(status.error());
  const Value messages = body.Find("messages");
  if (!messages.is_array() || messages.size() == 0) {
    return Fail(Error::InvalidRequest("`messages` must be a list that is not empty", "messages"));
  }
  ReadTools(body, &request);
  ReadFormat(body.Find("response_format"), &request);
  ReadStops(body.Find("stop"), &request);
  const std::string_view effort = body.Find("reasoning_effort").string();
  request.thinks = !effort.empty() && effort != "none" && effort != "minimal";
  request.include_usage =
      body.Find("stream_options").Find("include_usage").boolean().value_or(false);
  ConversationReader reader(&request);
  for (const Value message : messages) ReadMessage(message, &reader);
  reader.Finish();
  return Checked(std::move(request));
}

}  // namespace farthing::sandbox
