#include <string>

#include "upstream/sandbox/read.h"

namespace farthing::sandbox {
namespace {

using json::Value;

void ReadTools(Value body, Request* request) {
  const Value tools = body.Find("tools");
  if (tools.is_array()) {
    for (const Value tool : tools) {
      if (tool.Find("type").string() != "function") continue;  // one that the provider runs itself
      request->tools.push_back(
          {tool.Find("name").string(), tool.Find("description").string(), tool.Find("parameters")});
    }
  }
  const Value choice = body.Find("tool_choice");
  if (choice.string() == "none") request->tool_use = ToolUse::kNone;
  if (choice.string() == "required") request->tool_use = ToolUse::kRequired;
  if (choice.Find("type").string() == "function") {
    request->tool_use = ToolUse::kNamed;
    request->named_tool = choice.Find("name").string();
  }
  request->parallel_calls = body.Find("parallel_tool_calls").boolean().value_or(true);
}

void ReadFormat(Value format, Request* request) {
  const std::string_view type = format.Find("type").string();
  if (type == "json_object") request->format = Format::kJsonObject;
  if (type == "json_schema") {
    request->format = Format::kJsonSchema;
    request->schema = format.Find("schema");
  }
}

void ReadItem(Value item, ConversationReader* reader) {
  const std::string_view type = item.Find("type").string();
  if (type == "function_call") {
    return reader->Call(item.Find("call_id").string(), item.Find("name").string(),
                        item.Find("arguments").string());
  }
  if (type == "function_call_output") {
    return reader->Result(item.Find("call_id").string(), item.Find("output"));
  }
  const std::string_view role = item.Find("role").string();
  if (role == "user") return reader->User(item.Find("content"));
  if (role == "assistant") return reader->Assistant(item.Find("content"));
  reader->Count(item.Find("content"));
}

}  // namespace

Result<Request> ReadResponses(Value body) {
  Request request;
  if (Status status = ReadModel(body, &request); !status) return Fail(status.error());
  if (Status status = ReadLimit(body, "max_output_tokens", &request); !status) {
    return Fail(status.error());
  }
  const Value input = body.Find("input");
  if (!input.is_string() && !input.is_array()) {
    return Fail(Error::InvalidRequest("`input` must be a text or a list", "input"));
  }
  ReadTools(body, &request);
  ReadFormat(body.Find("text").Find("format"), &request);
  ConversationReader reader(&request);
  reader.Count(body.Find("instructions"));
  if (input.is_string()) reader.User(input);
  if (input.is_array()) {
    for (const Value item : input) ReadItem(item, &reader);
  }
  reader.Finish();
  return Checked(std::move(request));
}

}  // namespace farthing::sandbox
