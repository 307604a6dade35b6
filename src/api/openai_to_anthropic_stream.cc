#include "api/openai_to_anthropic_stream.h"

#include <utility>

#include "api/finish_reason.h"
#include "api/service_tier.h"
#include "api/usage.h"

namespace farthing::api {
namespace {

bool HasText(json::Value value) { return value.is_string() && value.raw() != "\"\""; }

json::Value FirstChoice(json::Value chunk) {
  for (const json::Value choice : chunk.Find("choices")) {
    if (choice.Find("index").integer().value_or(0) == 0) return choice;
  }
  return {};
}

}  // namespace

OpenAIToAnthropicStream::OpenAIToAnthropicStream(StreamContext for_caller)
    : StreamTranslator(Dialect::kOpenAI, Dialect::kAnthropic, std::move(for_caller)),
      tools_(context().id) {}

Status OpenAIToAnthropicStream::Translate(json::Value chunk, std::string* out) {
  if (chunk.Find("usage").is_object()) TakeUsage(Dialect::kOpenAI, chunk, mutable_usage());
  const std::string_view tier = AnthropicTierOf(chunk.Find("service_tier").string());
  if (!tier.empty()) service_tier_ = tier;
  const json::Value choice = FirstChoice(chunk);
  if (!choice) return {};
  if (choice.Find("usage").is_object()) TakeUsage(Dialect::kOpenAI, chunk, mutable_usage());
  if (Status status = CheckFinishReason(choice.Find("finish_reason").string()); !status) {
    return status;
  }
  AnthropicEvents events(out);
  Begin(&events);
  Status status = TakeDelta(choice.Find("delta"), &events);
  if (status) TakeFinish(choice, &events);
  return status;
}

void OpenAIToAnthropicStream::Begin(AnthropicEvents* events) {
  if (std::exchange(begun_, true)) return;
  events->MessageStart(context().id, context().model, service_tier_);
}

void OpenAIToAnthropicStream::KeepAlive(std::string* out) {
  if (begun_) AnthropicEvents(out).Ping();
}

// One delta may hold text and tool calls at once; all of it counts.
Status OpenAIToAnthropicStream::TakeDelta(json::Value delta, AnthropicEvents* events) {
  TakeReasoning(delta, events);
  TakeContent(delta.Find("content"), events);
  if (const json::Value refusal = delta.Find("refusal"); HasText(refusal)) {
    has_refusal_ = true;
    Text(refusal, events);
  }
  if (delta.Find("tool_calls").size() == 0 && !delta.Find("function_call").is_object()) return {};
  Switch(Block::kNone, events);
  return tools_.TakeDelta(delta, &next_block_, events);
}

void OpenAIToAnthropicStream::TakeReasoning(json::Value delta, AnthropicEvents* events) {
  json::Value text = delta.Find(kReasoningText);
  if (!HasText(text)) text = delta.Find("reasoning");
  if (HasText(text)) Thinking(text, events);
  TakeThinkingBlocks(delta.Find(kThinkingBlocks), events);
}

// Their text has come as reasoning already; the rest is what the other dialect has no words for.
void OpenAIToAnthropicStream::TakeThinkingBlocks(json::Value blocks, AnthropicEvents* events) {
  for (const json::Value block : blocks) {
    if (const json::Value data = block.Find("data"); HasText(data)) {
      Switch(Block::kNone, events);
      tools_.MakeWay(&next_block_, events);
      events->RedactedThinkingStart(next_block_, data.raw());
      events->BlockStop(next_block_++);
    }
    if (const json::Value signature = block.Find("signature"); HasText(signature)) {
      Switch(Block::kThinking, events);
      events->SignatureDelta(next_block_ - 1, signature.raw());
      Switch(Block::kNone, events);  // more thinking is another block, with its own signature
    }
  }
}

// A string, or the parts that Mistral's reasoning models send.
void OpenAIToAnthropicStream::TakeContent(json::Value content, AnthropicEvents* events) {
  if (HasText(content)) return Text(content, events);
  if (!content.is_array()) return;
  for (const json::Value part : content) {
    if (const json::Value text = part.Find("text"); HasText(text)) Text(text, events);
    for (const json::Value thought : part.Find("thinking")) {
      if (const json::Value text = thought.Find("text"); HasText(text)) Thinking(text, events);
    }
  }
}

void OpenAIToAnthropicStream::TakeFinish(json::Value choice, AnthropicEvents* events) {
  const json::Value reason = choice.Find("finish_reason");
  if (!HasText(reason)) return;
  has_finish_ = true;
  finish_reason_ = reason.string();
  stop_sequence_ = MatchedStopOf(choice);
  Switch(Block::kNone, events);
  tools_.CloseAll(&next_block_, events);
}

void OpenAIToAnthropicStream::Text(json::Value text, AnthropicEvents* events) {
  Switch(Block::kText, events);
  events->TextDelta(next_block_ - 1, text.raw());
}

void OpenAIToAnthropicStream::Thinking(json::Value text, AnthropicEvents* events) {
  Switch(Block::kThinking, events);
  events->ThinkingDelta(next_block_ - 1, text.raw());
}

void OpenAIToAnthropicStream::Switch(Block block, AnthropicEvents* events) {
  if (block == open_) return;
  if (open_ != Block::kNone) events->BlockStop(next_block_ - 1);
  open_ = block;
  if (block == Block::kNone) return;
  tools_.MakeWay(&next_block_, events);
  if (block == Block::kText) {
    events->TextStart(next_block_++);
  } else {
    events->ThinkingStart(next_block_++);
  }
}

std::string_view OpenAIToAnthropicStream::StopReason() const {
  if (has_refusal_) return "refusal";
  const std::string_view reason = StopReasonOf(finish_reason_, !tools_.empty());
  return reason == "end_turn" && !stop_sequence_.empty() ? "stop_sequence" : reason;
}

void OpenAIToAnthropicStream::Finish(std::string* out) {
  AnthropicEvents events(out);
  Begin(&events);
  Switch(Block::kNone, &events);
  tools_.CloseAll(&next_block_, &events);
  const std::string_view reason = StopReason();
  const bool names_sequence = reason == "stop_sequence";
  events.MessageDelta(reason, names_sequence ? stop_sequence_ : "", usage().usage(), service_tier_);
  events.MessageStop();
}

}  // namespace farthing::api
