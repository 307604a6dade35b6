#include <string>
#include <string_view>

#include "api/finish_reason.h"
#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kCallRules = std::to_array<FieldRule>({
    {"type"},
    {"id"},
    {"name"},
    {"input"},
    {"cache_control", Fate::kIgnored},
    {"caller", Fate::kIgnored},
});

bool IsThinking(std::string_view type) { return type == "thinking" || type == "redacted_thinking"; }

// The texts of an assistant's turn are one string in OpenAI's dialect, however many blocks they
// were; null where it only calls tools.
void WriteText(json::Value content, const FieldPath& path, const Context& context) {
  std::string text;
  bool any = false;
  size_t index = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (block.Find("type").string() != "text") continue;
    any = Demand(block.Find("text"), Type::kString, place.Member("text"), context.log) || any;
    text.append(block.Find("text").string());
  }
  context.out.Key("content");
  if (any) {
    context.out.String(text);
  } else {
    context.out.Null();
  }
}

// OpenAI itself has no place for an earlier turn's reasoning and refuses unknown fields; it is left
// out there, which does not change what is asked. Other servers get it in the usual extensions.
void WriteThinking(json::Value content, const Context& context) {
  std::string text;
  size_t blocks = 0;
  for (json::Value block : content) {
    if (!IsThinking(block.Find("type").string())) continue;
    text.append(block.Find("thinking").string());
    ++blocks;
  }
  if (blocks == 0) return;
  if (!text.empty()) context.out.StringMember(kReasoningText, text);
  context.out.Key(kThinkingBlocks).BeginArray();
  for (json::Value block : content) {
    if (IsThinking(block.Find("type").string())) context.out.Raw(block.raw());
  }
  context.out.EndArray();
}

void WriteCall(json::Value block, const FieldPath& path, const Context& context) {
  const Fields<kCallRules> fields(block, path, context.log);
  json::Writer& out = context.out;
  out.BeginObject();
  if (Demand(fields["id"], Type::kString, path.Member("id"), context.log)) {
    out.RawMember("id", fields["id"].raw());
  }
  out.StringMember("type", "function").Key("function").BeginObject();
  if (Demand(fields["name"], Type::kString, path.Member("name"), context.log)) {
    out.RawMember("name", fields["name"].raw());
  }
  if (Demand(fields["input"], Type::kObject, path.Member("input"), context.log)) {
    out.StringMember("arguments", fields["input"].raw());
  }
  out.EndObject().EndObject();
}

// Logs blocks that cannot be said; returns the number of tool calls.
size_t CheckBlocks(json::Value content, const FieldPath& path, const Context& context) {
  size_t index = 0, calls = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (!Demand(block, Type::kObject, place, context.log)) continue;
    const std::string_view type = block.Find("type").string();
    if (type == "tool_use") {
      ++calls;
    } else if (type.empty()) {
      context.log.Invalid(place.Member("type"), "must name the kind of content");
    } else if (type != "text" && !IsThinking(type)) {
      context.log.Cannot(place.Member("type"), "OpenAI's assistant says texts and function calls");
    }
  }
  return calls;
}

}  // namespace

void WriteAssistant(json::Value content, const FieldPath& path, const Context& context) {
  const size_t calls = CheckBlocks(content, path, context);
  context.out.BeginObject().StringMember("role", "assistant");
  WriteText(content, path, context);
  if (!context.target().is_openai) WriteThinking(content, context);
  if (calls > 0) {
    context.out.Key("tool_calls").BeginArray();
    size_t index = 0;
    for (json::Value block : content) {
      const FieldPath place = path.Element(index++);
      if (block.Find("type").string() == "tool_use") WriteCall(block, place, context);
    }
    context.out.EndArray();
  }
  context.out.EndObject();
}

}  // namespace farthing::api::to_openai
