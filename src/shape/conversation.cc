#include "shape/conversation.h"

#include <string>

namespace farthing::shape {
namespace {

Role ReadRole(std::string_view role) {
  if (role == "user") return Role::kUser;
  if (role == "assistant") return Role::kAssistant;
  if (role == "tool" || role == "function") return Role::kTool;
  return Role::kSystem;
}

bool HasBlock(json::Value content, std::string_view type) {
  if (!content.is_array()) return false;
  for (const json::Value block : content) {
    if (block.Find("type").string() == type) return true;
  }
  return false;
}

Result<Message> ReadMessage(json::Value value, size_t index) {
  if (!value.Find("role").is_string()) {
    const std::string at = "messages[" + std::to_string(index) + "]";
    return Fail(Error::InvalidRequest(at + " is no message: it has no role.", at));
  }
  Message message{.value = value, .role = ReadRole(value.Find("role").string())};
  const json::Value content = value.Find("content");
  if (message.role == Role::kUser && HasBlock(content, "tool_result")) message.role = Role::kTool;
  message.calls_tools = value.Find("tool_calls").size() > 0 ||
                        value.Find("function_call").is_object() || HasBlock(content, "tool_use");
  return message;
}

void VisitContent(json::Value content, TextKind kind, const TextVisitor& visit);

void VisitBlock(json::Value block, TextKind kind, const TextVisitor& visit) {
  const std::string_view type = block.Find("type").string();
  if (type == "text") {
    visit(kind, block.Find("text").string());
  } else if (type == "refusal") {
    visit(kind, block.Find("refusal").string());
  } else if (type == "tool_use" || type == "server_tool_use") {
    visit(TextKind::kName, block.Find("name").string());
    visit(TextKind::kArguments, block.Find("input").raw());
  } else if (type == "tool_result") {
    VisitContent(block.Find("content"), TextKind::kResult, visit);
  }
}

void VisitContent(json::Value content, TextKind kind, const TextVisitor& visit) {
  if (content.is_string()) {
    visit(kind, content.string());
  } else if (content.is_array()) {
    for (const json::Value block : content) VisitBlock(block, kind, visit);
  }
}

void VisitFunction(json::Value function, const TextVisitor& visit) {
  visit(TextKind::kName, function.Find("name").string());
  visit(TextKind::kArguments, function.Find("arguments").string());
}

}  // namespace

Result<Conversation> Conversation::Read(json::Value request) {
  Conversation conversation;
  conversation.system_ = request.Find("system");
  const json::Value messages = request.Find("messages");
  if (!messages.is_array()) {
    return Fail(Error::InvalidRequest("The request has no list `messages`.", "messages"));
  }
  conversation.messages_.reserve(messages.size());
  for (const json::Value value : messages) {
    const size_t index = conversation.messages_.size();
    Result<Message> message = ReadMessage(value, index);
    if (!message) return Fail(message.error());
    std::vector<Exchange>& exchanges = conversation.exchanges_;
    if (message->role == Role::kSystem) {
      message->exchange = kNoExchange;
    } else {
      if (message->role == Role::kUser || exchanges.empty()) exchanges.push_back({.begin = index});
      message->exchange = exchanges.size() - 1;
      exchanges.back().end = index + 1;
    }
    conversation.messages_.push_back(*message);
  }
  return conversation;
}

void VisitTexts(json::Value message, const TextVisitor& visit) {
  const bool is_result =
      message.Find("role").string() == "tool" || message.Find("role").string() == "function";
  VisitContent(message.Find("content"), is_result ? TextKind::kResult : TextKind::kText, visit);
  if (const json::Value refusal = message.Find("refusal"); refusal.is_string()) {
    visit(TextKind::kText, refusal.string());
  }
  for (const json::Value call : message.Find("tool_calls")) {
    VisitFunction(call.Find("function"), visit);
    if (const json::Value custom = call.Find("custom"); custom.is_object()) {
      visit(TextKind::kName, custom.Find("name").string());
      visit(TextKind::kArguments, custom.Find("input").string());
    }
  }
  if (const json::Value call = message.Find("function_call"); call.is_object()) {
    VisitFunction(call, visit);
  }
}

}  // namespace farthing::shape
