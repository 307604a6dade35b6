#include "upstream/sandbox/read.h"

#include <algorithm>
#include <utility>

namespace farthing::sandbox {

using json::Value;

void ConversationReader::ReadPart(Value part, std::string* text) {
  const std::string_view type = part.Find("type").string();
  if (type.ends_with("text")) {  // text, input_text, output_text
    if (!text->empty()) text->push_back('\n');
    text->append(part.Find("text").string());
  } else if (type.find("image") != type.npos) {
    ++images_;
    ++media_;
  } else if (type == "document" || type.find("file") != type.npos || type == "input_audio") {
    ++documents_;
    ++media_;
  } else if (type == "tool_use") {
    Call(part.Find("id").string(), part.Find("name").string(), part.Find("input").raw());
  } else if (type == "tool_result") {
    Result(part.Find("tool_use_id").string(), part.Find("content"));
  }
}

std::string ConversationReader::TextOf(Value content) {
  std::string text(content.string());
  if (content.is_array()) {
    for (const Value part : content) ReadPart(part, &text);
  }
  bytes_ += text.size();
  return text;
}

void ConversationReader::User(Value content) {
  request_.results.clear();
  images_ = documents_ = 0;
  std::string text = TextOf(content);
  if (text.empty() && images_ + documents_ == 0) return;
  request_.question = std::move(text);
  request_.images = images_;
  request_.documents = documents_;
}

void ConversationReader::Assistant(Value content) {
  request_.results.clear();
  TextOf(content);
}

void ConversationReader::Call(std::string_view id, std::string_view name,
                              std::string_view arguments) {
  request_.results.clear();
  call_names_[id] = name;
  bytes_ += name.size() + arguments.size();
}

void ConversationReader::Result(std::string_view call_id, Value content) {
  const auto call = call_names_.find(call_id);
  ToolResult result{.name = call == call_names_.end() ? std::string_view() : call->second};
  result.text = TextOf(content);
  request_.results.push_back(std::move(result));
}

void ConversationReader::Finish() {
  for (const Tool& tool : request_.tools) {
    bytes_ += tool.name.size() + tool.description.size() + tool.schema.raw().size();
  }
  request_.input_tokens = std::max<int64_t>(TokensOf(bytes_) + media_ * kTokensOfMedia, 1);
}

Status ReadModel(Value body, Request* request) {
  if (!body.is_object()) return Fail(Error::InvalidRequest("the body must be a JSON object"));
  request->model = body.Find("model").string();
  if (request->model.empty()) return Fail(Error::InvalidRequest("`model` is missing", "model"));
  request->stream = body.Find("stream").boolean().value_or(false);
  return {};
}

Status ReadLimit(Value body, std::string_view field, Request* request) {
  const Value limit = body.Find(field);
  if (!limit || limit.is_null()) return {};
  request->max_tokens = limit.integer();
  if (request->max_tokens.value_or(0) > 0) return {};
  return Fail(Error::InvalidRequest("`" + std::string(field) + "` must be a positive whole number",
                                    std::string(field)));
}

void ReadStops(Value stops, Request* request) {
  if (stops.is_string()) request->stops.push_back(stops.string());
  if (stops.is_array()) {
    for (const Value stop : stops) request->stops.push_back(stop.string());
  }
  std::erase(request->stops, "");
}

Result<Request> Checked(Request request) {
  const bool has_named = std::ranges::any_of(
      request.tools, [&](const Tool& tool) { return tool.name == request.named_tool; });
  if (request.tool_use == ToolUse::kNamed && !has_named) {
    return Fail(Error::InvalidRequest("`tool_choice` names a tool that is not among `tools`",
                                      "tool_choice"));
  }
  if (request.tool_use == ToolUse::kRequired && request.tools.empty()) {
    return Fail(Error::InvalidRequest("`tool_choice` demands a call, but there are no `tools`",
                                      "tool_choice"));
  }
  return request;
}

}  // namespace farthing::sandbox
