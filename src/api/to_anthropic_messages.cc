#include <algorithm>
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
  switch (message.role) {
    case Role::kAssistant:
      return IsEmptyAssistant(message.value);
    case Role::kUser: {
      const json::Value content = message.value.Find("content");
      return !content.is_null() && content && IsEmptyContent(content);
    }
    case Role::kTool:
    case Role::kSystem:
      return false;
  }
}

// Turns of one side that follow each other become one, for Anthropic wants them to alternate and
// all results of parallel calls in one turn.
void WriteTurn(std::span<const Message> turn, const FieldPath& path, const Context& context) {
  json::Writer& out = context.out;
  if (std::all_of(turn.begin(), turn.end(), SaysNothing)) {
    const FieldPath place = path.Element(turn.front().index);
    return context.log.Cannot(place.Member("content"), "Anthropic takes no empty message");
  }
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

// OpenAI's models answer an assistant's last message with a new one; Anthropic's would go on
// writing it, or refuse it.
void LeaveOutPrefill(const FieldPath& path, const Context& context, std::vector<Message>* turns) {
  while (!turns->empty() && turns->back().is_assistant()) {
    context.log.Cannot(path.Element(turns->back().index),
                       "Anthropic's models would continue the assistant's last message");
    turns->pop_back();
  }
}

// Anthropic's models answer a user. Programs that have only instructions for OpenAI's put them into
// a system message: the last of those is what they ask.
void EnsureQuestion(const FieldPath& path, const Context& context, std::vector<Message>* system,
                    std::vector<Message>* turns) {
  if (!turns->empty() || system->empty()) return;
  turns->push_back(system->back());
  turns->back().role = Role::kUser;
  system->pop_back();
  context.log.Note(path.Element(turns->back().index), "said as the user's, there is no other");
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
    } else if (!message.is_assistant() || !SaysNothing(message)) {
      turns.push_back(message);
    } else {
      NoteLostThinking(value, place, context);
    }
  }
  LeaveOutPrefill(path, context, &turns);
  EnsureQuestion(path, context, &system, &turns);
  WriteSystem(system, path, context);
  WriteTurns(turns, path, context);
}

}  // namespace farthing::api::to_anthropic
