#include <string>
#include <string_view>

#include "api/answer_writers.h"
#include "api/finish_reason.h"
#include "api/service_tier.h"
#include "api/usage.h"

namespace farthing::api {
namespace {

bool IsThinking(std::string_view type) { return type == "thinking" || type == "redacted_thinking"; }

size_t CountBlocks(json::Value content, std::string_view type) {
  size_t count = 0;
  for (json::Value block : content) count += block.Find("type").string() == type;
  return count;
}

void WriteText(json::Value content, json::Writer& out) {
  std::string text;
  for (json::Value block : content) {
    if (block.Find("type").string() == "text") text.append(block.Find("text").string());
  }
  out.Key("content");
  if (text.empty()) {
    out.Null();
  } else {
    out.String(text);
  }
}

void WriteThinking(json::Value content, json::Writer& out) {
  if (CountBlocks(content, "thinking") + CountBlocks(content, "redacted_thinking") == 0) return;
  std::string text;
  for (json::Value block : content) {
    if (block.Find("type").string() == "thinking") text.append(block.Find("thinking").string());
  }
  if (!text.empty()) out.StringMember(kReasoningText, text);
  out.Key(kThinkingBlocks).BeginArray();
  for (json::Value block : content) {
    if (IsThinking(block.Find("type").string())) out.Raw(block.raw());
  }
  out.EndArray();
}

void WriteToolCalls(json::Value content, json::Writer& out) {
  if (CountBlocks(content, "tool_use") == 0) return;
  out.Key("tool_calls").BeginArray();
  for (json::Value block : content) {
    if (block.Find("type").string() != "tool_use") continue;
    const json::Value input = block.Find("input");
    out.BeginObject().StringMember("id", block.Find("id").string());
    out.StringMember("type", "function").Key("function").BeginObject();
    out.StringMember("name", block.Find("name").string());
    out.StringMember("arguments", input.is_object() ? input.raw() : "{}");
    out.EndObject().EndObject();
  }
  out.EndArray();
}

void WriteChoice(json::Value message, json::Writer& out) {
  const json::Value content = message.Find("content");
  out.BeginObject().IntMember("index", 0).Key("message").BeginObject();
  out.StringMember("role", "assistant");
  WriteText(content, out);
  const std::string_view refusal = RefusalOf(message);
  if (refusal.empty()) {
    out.RawMember("refusal", "null");
  } else {
    out.StringMember("refusal", refusal);
  }
  WriteThinking(content, out);
  WriteToolCalls(content, out);
  out.EndObject().RawMember("logprobs", "null");
  out.StringMember("finish_reason", FinishReasonOf(message.Find("stop_reason").string()));
  out.EndObject();
}

}  // namespace

Status WriteOpenAIAnswer(json::Value message, const AnswerContext& context,
                         const model::UsageTally& usage, json::Writer& out) {
  if (message.Find("type").string() != "message" || !message.Find("content").is_array()) {
    return Fail(Error::Upstream("The provider's answer is not an Anthropic message.", true));
  }
  out.BeginObject().StringMember("id", context.id).StringMember("object", "chat.completion");
  out.IntMember("created", context.created).StringMember("model", context.model);
  out.Key("choices").BeginArray();
  WriteChoice(message, out);
  out.EndArray();
  if (usage.said()) {
    out.Key("usage");
    WriteUsage(Dialect::kOpenAI, usage.usage(), &out);
  }
  const std::string_view tier = OpenAITierOf(message.Find("usage").Find("service_tier").string());
  if (!tier.empty()) out.StringMember("service_tier", tier);
  out.EndObject();
  return {};
}

}  // namespace farthing::api
