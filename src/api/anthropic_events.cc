#include "api/anthropic_events.h"

#include <fmt/format.h>

#include "api/finish_reason.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

void AppendNumber(size_t number, std::string* out) {
  const fmt::format_int digits(number);
  out->append(digits.data(), digits.size());
}

}  // namespace

void AnthropicEvents::MessageStart(std::string_view id, std::string_view model,
                                   std::string_view service_tier) {
  out_.append("event: message_start\ndata: ");
  json::Writer writer(&out_);
  writer.BeginObject().StringMember("type", "message_start").Key("message").BeginObject();
  writer.StringMember("id", id).StringMember("type", "message").StringMember("role", "assistant");
  writer.StringMember("model", model).RawMember("content", "[]").RawMember("stop_reason", "null");
  writer.RawMember("stop_sequence", "null").Key("usage");
  WriteAnthropicUsage(model::Usage{}, service_tier, &writer);
  writer.EndObject().EndObject();
  out_.append("\n\n");
}

void AnthropicEvents::TextStart(size_t index) { BlockStart(index, R"({"type":"text","text":""})"); }

void AnthropicEvents::ThinkingStart(size_t index) {
  BlockStart(index, R"({"type":"thinking","thinking":"","signature":""})");
}

void AnthropicEvents::RedactedThinkingStart(size_t index, std::string_view data_json) {
  std::string block;
  json::Writer writer(&block);
  writer.BeginObject().StringMember("type", "redacted_thinking").RawMember("data", data_json);
  writer.EndObject();
  BlockStart(index, block);
}

void AnthropicEvents::ToolUseStart(size_t index, std::string_view id, std::string_view name,
                                   std::string_view extra_json) {
  std::string block;
  json::Writer writer(&block);
  writer.BeginObject().StringMember("type", "tool_use").StringMember("id", id);
  writer.StringMember("name", name).RawMember("input", "{}");
  if (!extra_json.empty()) writer.RawMember(kExtraContent, extra_json);
  writer.EndObject();
  BlockStart(index, block);
}

void AnthropicEvents::TextDelta(size_t index, std::string_view json) {
  BlockDelta(index, "text_delta", "text", json);
}

void AnthropicEvents::ThinkingDelta(size_t index, std::string_view json) {
  BlockDelta(index, "thinking_delta", "thinking", json);
}

void AnthropicEvents::SignatureDelta(size_t index, std::string_view json) {
  BlockDelta(index, "signature_delta", "signature", json);
}

void AnthropicEvents::InputDelta(size_t index, std::string_view json) {
  BlockDelta(index, "input_json_delta", "partial_json", json);
}

void AnthropicEvents::BlockStop(size_t index) {
  out_.append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
  AppendNumber(index, &out_);
  out_.append("}\n\n");
}

void AnthropicEvents::MessageDelta(std::string_view stop_reason, std::string_view stop_sequence,
                                   const model::Usage& usage, std::string_view service_tier) {
  out_.append("event: message_delta\ndata: ");
  json::Writer writer(&out_);
  writer.BeginObject().StringMember("type", "message_delta").Key("delta").BeginObject();
  writer.StringMember("stop_reason", stop_reason).Key("stop_sequence");
  if (stop_sequence.empty()) {
    writer.Null();
  } else {
    writer.String(stop_sequence);
  }
  writer.EndObject().Key("usage");
  WriteAnthropicUsage(usage, service_tier, &writer);
  writer.EndObject();
  out_.append("\n\n");
}

void AnthropicEvents::MessageStop() {
  out_.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

void AnthropicEvents::Ping() { out_.append("event: ping\ndata: {\"type\":\"ping\"}\n\n"); }

void AnthropicEvents::BlockStart(size_t index, std::string_view block) {
  out_.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
  AppendNumber(index, &out_);
  out_.append(",\"content_block\":").append(block).append("}\n\n");
}

void AnthropicEvents::BlockDelta(size_t index, std::string_view type, std::string_view field,
                                 std::string_view json) {
  out_.append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
  AppendNumber(index, &out_);
  out_.append(",\"delta\":{\"type\":\"").append(type).append("\",\"").append(field);
  out_.append("\":").append(json).append("}}\n\n");
}

}  // namespace farthing::api
