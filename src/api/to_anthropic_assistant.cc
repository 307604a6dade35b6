#include <algorithm>
#include <array>
#include <string_view>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

constexpr auto kAssistantRules = std::to_array<FieldRule>({
    {"role"},
    {"content"},
    {"refusal"},
    {"tool_calls"},
    {"reasoning_content"},
    {"thinking_blocks"},
    {"reasoning", Fate::kIgnored},  // the same under another server's name
    {"reasoning_details", Fate::kIgnored},
    {"parsed", Fate::kIgnored},       // added by SDKs that read `content`
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

constexpr std::string_view kUnsigned =
    "left out, Anthropic takes thinking back only with its signature";

bool IsUnsigned(json::Value block) {
  return block.Find("type").string() == "thinking" && block.Find("signature").string().empty();
}

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
  if (IsUnsigned(block)) return context.log.Note(path, kUnsigned);
  if (!Demand(fields["thinking"], Type::kString, path.Member("thinking"), context.log)) return;
  out.BeginObject().StringMember("type", "thinking");
  out.RawMember("thinking", fields["thinking"].raw());
  out.RawMember("signature", fields["signature"].raw()).EndObject();
}

void WriteThinkingBlocks(json::Value blocks, const FieldPath& path, const Context& context) {
  size_t index = 0;
  for (json::Value block : blocks) WriteThinkingBlock(block, path.Element(index++), context);
}

}  // namespace

bool HasSignedThinking(json::Value message) {
  const json::Value blocks = message.Find("thinking_blocks");
  return !std::all_of(blocks.begin(), blocks.end(), IsUnsigned);
}

bool IsEmptyAssistant(json::Value message) {
  return IsEmptyContent(message.Find("content")) && message.Find("tool_calls").size() == 0 &&
         message.Find("refusal").string().empty() && !HasSignedThinking(message);
}

void NoteLostThinking(json::Value message, const FieldPath& path, const Context& context) {
  for (const std::string_view name : {"thinking_blocks", "reasoning_content"}) {
    const json::Value thinking = message.Find(name);
    if (thinking.size() == 0 && thinking.string().empty()) continue;
    return context.log.Note(path.Member(name), kUnsigned);
  }
}

void WriteAssistant(json::Value message, const FieldPath& path, const Context& context) {
  const Fields<kAssistantRules> fields(message, path, context.log);
  if (Expect(fields["thinking_blocks"], Type::kArray, path.Member("thinking_blocks"),
             context.log)) {
    WriteThinkingBlocks(fields["thinking_blocks"], path.Member("thinking_blocks"), context);
  } else if (!fields["reasoning_content"].string().empty()) {
    context.log.Note(path.Member("reasoning_content"), kUnsigned);
  }
  WriteAssistantContent(fields["content"], path.Member("content"), context);
  const json::Value refusal = fields["refusal"];
  if (Expect(refusal, Type::kString, path.Member("refusal"), context.log)) {
    WriteTextBlock(refusal.string(), {}, context);
  }
  WriteToolCalls(fields["tool_calls"], path.Member("tool_calls"), context);
}

}  // namespace farthing::api::to_anthropic
