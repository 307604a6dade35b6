#include <string>
#include <string_view>

#include "api/finish_reason.h"
#include "api/json_object_text.h"
#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kCallRules = std::to_array<FieldRule>({
    {"type"},
    {"id"},
    {"name"},
    {"input"},
    {"extra_content"},
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

// A block whose provider will know it again by its signature.
bool IsSigned(json::Value block) {
  return block.Find("type").string() == "redacted_thinking" ||
         (IsThinking(block.Find("type").string()) && !block.Find("signature").string().empty());
}

void WriteBlocks(json::Value content, const Context& context) {
  bool any = false;
  for (json::Value block : content) {
    if (!IsSigned(block)) continue;
    if (!any) context.out.Key(kThinkingBlocks).BeginArray();
    any = true;
    context.out.Raw(block.raw());
  }
  if (any) context.out.EndArray();
}

// OpenAI itself, and some others, have no place for an earlier turn's reasoning and refuse unknown
// fields; it is left out there, which does not change what is asked. Other servers get it in the
// usual extensions.
void WriteThinking(json::Value content, const Context& context) {
  const ReasoningHistory takes = context.target().reasoning_history;
  if (takes == ReasoningHistory::kNone) return;
  std::string text;
  for (json::Value block : content) {
    if (IsThinking(block.Find("type").string())) text.append(block.Find("thinking").string());
  }
  if (!text.empty()) context.out.StringMember(kReasoningText, text);
  if (takes == ReasoningHistory::kBlocks) WriteBlocks(content, context);
}

// Arguments that were no JSON object in the answer go back as the model wrote them.
void WriteArguments(json::Value input, const Context& context) {
  const json::Value invalid = input.Find(kInvalidJson);
  const bool is_text = input.size() == 1 && invalid.is_string();
  context.out.StringMember("arguments", is_text ? invalid.string() : input.raw());
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
    WriteArguments(fields["input"], context);
  }
  out.EndObject();
  const json::Value extra = fields["extra_content"];
  if (Expect(extra, Type::kObject, path.Member("extra_content"), context.log) &&
      context.target().takes_call_extras) {
    out.RawMember("extra_content", extra.raw());
  }
  out.EndObject();
}

struct Said {
  size_t texts = 0;
  size_t calls = 0;
  size_t refused = 0;
};

// Logs blocks that cannot be said; counts the others.
Said CheckBlocks(json::Value content, const FieldPath& path, const Context& context) {
  Said said;
  size_t index = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (!Demand(block, Type::kObject, place, context.log)) continue;
    const std::string_view type = block.Find("type").string();
    if (type == "tool_use") {
      ++said.calls;
    } else if (type == "text") {
      ++said.texts;
    } else if (type.empty()) {
      context.log.Invalid(place.Member("type"), "must name the kind of content");
    } else if (!IsThinking(type)) {
      ++said.refused;
      context.log.Cannot(place.Member("type"), "OpenAI's assistant says texts and function calls");
    }
  }
  return said;
}

}  // namespace

void WriteAssistant(json::Value content, const FieldPath& path, const Context& context) {
  const Said said = CheckBlocks(content, path, context);
  if (said.texts + said.calls == 0) {
    if (said.refused > 0) return;  // logged already
    return context.log.Note(path, "left out, OpenAI has no turn without texts and calls");
  }
  context.out.BeginObject().StringMember("role", "assistant");
  WriteText(content, path, context);
  WriteThinking(content, context);
  if (said.calls > 0) {
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
