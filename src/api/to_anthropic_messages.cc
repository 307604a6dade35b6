#include <string_view>
#include <vector>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

enum class Role { kSystem, kUser, kAssistant, kTool };

struct Message {
  json::Value value;
  size_t index;
  Role role;

  // Anthropic knows two sides; results of tools are the user's.
  bool is_assistant() const { return role == Role::kAssistant; }
};

constexpr auto kSystemRules =
    std::to_array<FieldRule>({{"role"}, {"content"}, {"name", Fate::kRefused}});

constexpr auto kAssistantRules = std::to_array<FieldRule>({
    {"role"},
    {"content"},
    {"refusal"},
    {"tool_calls"},
    {"reasoning_content"},
    {"thinking_blocks"},
    {"reasoning", Fate::kIgnored},    // the same under another server's name
    {"annotations", Fate::kIgnored},  // part of an answer, not of what is asked
    {"audio", Fate::kRefused},
    {"function_call", Fate::kRefused},
    {"name", Fate::kRefused},
});

constexpr auto kThinkingRules = std::to_array<FieldRule>({
    {"type"},
    {"thinking"},
    {"signature"},
    {"data"},
    {"index", Fate::kIgnored},  // left in by programs that assemble streams
});

void WriteThinkingBlock(json::Value block, const FieldPath& path, const Context& context) {
  if (!Demand(block, Type::kObject, path, context.log)) return;
  const Fields<kThinkingRules> fields(block, path, context.log);
  json::Writer& out = context.out;
  if (fields["type"].string() == "redacted_thinking") {
    if (!Demand(fields["data"], Type::kString, path.Member("data"), context.log)) return;
    out.BeginObject().StringMember("type", "redacted_thinking");
    out.RawMember("data", fields["data"].raw()).EndObject();
    return;
  }
  if (fields["type"].string() != "thinking") {
    return context.log.Invalid(path.Member("type"), "must be thinking or redacted_thinking");
  }
  if (fields["signature"].string().empty()) {
    return context.log.Note(path,
                            "left out, Anthropic takes thinking back only with its signature");
  }
  if (!Demand(fields["thinking"], Type::kString, path.Member("thinking"), context.log)) return;
  out.BeginObject().StringMember("type", "thinking");
  out.RawMember("thinking", fields["thinking"].raw());
  out.RawMember("signature", fields["signature"].raw()).EndObject();
}

void WriteThinkingBlocks(json::Value blocks, const FieldPath& path, const Context& context) {
  size_t index = 0;
  for (json::Value block : blocks) WriteThinkingBlock(block, path.Element(index++), context);
}

void WriteAssistant(json::Value message, const FieldPath& path, const Context& context) {
  const Fields<kAssistantRules> fields(message, path, context.log);
  if (Expect(fields["thinking_blocks"], Type::kArray, path.Member("thinking_blocks"),
             context.log)) {
    WriteThinkingBlocks(fields["thinking_blocks"], path.Member("thinking_blocks"), context);
  } else if (!fields["reasoning_content"].string().empty()) {
    context.log.Note(path.Member("reasoning_content"),
                     "left out, Anthropic takes thinking back only with its signature");
  }
  WriteAssistantContent(fields["content"], path.Member("content"), context);
  const json::Value refusal = fields["refusal"];
  if (Expect(refusal, Type::kString, path.Member("refusal"), context.log)) {
    WriteTextBlock(refusal.string(), {}, context);
  }
  WriteToolCalls(fields["tool_calls"], path.Member("tool_calls"), context);
}

void WriteUser(json::Value message, const FieldPath& path, const Context& context) {
  const Fields<kSystemRules> fields(message, path, context.log);
  if (!fields["content"]) return context.log.Invalid(path.Member("content"), "is required");
  WriteUserContent(fields["content"], path.Member("content"), context);
}

void WriteBlocks(const Message& message, const FieldPath& messages, const Context& context) {
  const FieldPath path = messages.Element(message.index);
  switch (message.role) {
    case Role::kAssistant:
      return WriteAssistant(message.value, path, context);
    case Role::kTool:
      return WriteToolResult(message.value, path, context);
    case Role::kUser:
    case Role::kSystem:
      return WriteUser(message.value, path, context);
  }
}

// {"role":…,"content":"…"} and nothing else: its content can stay a string.
bool IsPlain(const Message& message) {
  return message.role != Role::kTool && message.value.size() == 2 &&
         !message.value.Find("content").string().empty();
}

bool SaysNothing(const Message& message) {
  if (!message.is_assistant()) return false;
  const json::Value content = message.value.Find("content");
  const bool silent = !content || content.is_null() || content.raw() == "\"\"" ||
                      (content.is_array() && content.size() == 0);
  return silent && message.value.Find("tool_calls").size() == 0 &&
         message.value.Find("refusal").string().empty() &&
         message.value.Find("thinking_blocks").size() == 0;
}

// Turns of one side that follow each other become one, for Anthropic wants them to alternate and
// all results of parallel calls in one turn.
void WriteTurn(std::span<const Message> turn, const FieldPath& path, const Context& context) {
  json::Writer& out = context.out;
  out.BeginObject().StringMember("role", turn.front().is_assistant() ? "assistant" : "user");
  if (turn.size() == 1 && IsPlain(turn.front())) {
    out.RawMember("content", turn.front().value.Find("content").raw());
  } else {
    out.Key("content").BeginArray();
    for (const Message& message : turn) WriteBlocks(message, path, context);
    out.EndArray();
  }
  out.EndObject();
}

void WriteTurns(std::span<const Message> messages, const FieldPath& path, const Context& context) {
  context.out.Key("messages").BeginArray();
  while (!messages.empty()) {
    size_t size = 1;
    while (size < messages.size() &&
           messages[size].is_assistant() == messages.front().is_assistant()) {
      ++size;
    }
    WriteTurn(messages.first(size), path, context);
    messages = messages.subspan(size);
  }
  context.out.EndArray();
}

void WriteSystem(std::span<const Message> system, const FieldPath& path, const Context& context) {
  if (system.empty()) return;
  if (system.size() == 1 && IsPlain(system.front())) {
    context.out.RawMember("system", system.front().value.Find("content").raw());
    return;
  }
  context.out.Key("system").BeginArray();
  for (const Message& message : system) {
    const FieldPath place = path.Element(message.index);
    const Fields<kSystemRules> fields(message.value, place, context.log);
    if (!fields["content"]) context.log.Invalid(place.Member("content"), "is required");
    WriteTextContent(fields["content"], place.Member("content"), context);
  }
  context.out.EndArray();
}

// False when the role is unknown, which is logged.
bool ReadRole(json::Value message, const FieldPath& path, const Context& context, Role* role) {
  if (!Demand(message, Type::kObject, path, context.log)) return false;
  const std::string_view name = message.Find("role").string();
  if (name == "user") {
    *role = Role::kUser;
  } else if (name == "assistant") {
    *role = Role::kAssistant;
  } else if (name == "tool") {
    *role = Role::kTool;
  } else if (name == "system" || name == "developer") {
    *role = Role::kSystem;
  } else if (name == "function") {
    context.log.Cannot(path.Member("role"),
                       "results of `functions` cannot be translated, use tools");
    return false;
  } else {
    context.log.Invalid(path.Member("role"), "must be system, developer, user, assistant or tool");
    return false;
  }
  return true;
}

}  // namespace

void WriteConversation(json::Value messages, const FieldPath& path, const Context& context) {
  if (!Demand(messages, Type::kArray, path, context.log)) return;
  std::vector<Message> system, turns;
  turns.reserve(messages.size());
  size_t index = 0;
  for (json::Value value : messages) {
    Message message{value, index++, Role::kUser};
    const FieldPath place = path.Element(message.index);
    if (!ReadRole(value, place, context, &message.role)) continue;
    if (message.role == Role::kSystem) {
      if (!turns.empty()) {
        context.log.Note(place, "moved to the front, where Anthropic has its system prompt");
      }
      if (value.Find("content").raw() != "\"\"") system.push_back(message);
    } else if (!SaysNothing(message)) {
      turns.push_back(message);
    }
  }
  WriteSystem(system, path, context);
  WriteTurns(turns, path, context);
}

}  // namespace farthing::api::to_anthropic
