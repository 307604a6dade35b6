#include "api/anthropic_to_openai_stream.h"

#include <algorithm>
#include <utility>

#include "api/finish_reason.h"
#include "api/service_tier.h"
#include "api/usage.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

// More are never open at once: the protocol opens one after the other.
constexpr size_t kMostOpenBlocks = 256;

bool HasText(json::Value value) { return value.is_string() && value.raw() != "\"\""; }

std::string_view Inside(json::Value string) {
  const std::string_view raw = string.raw();
  return raw.substr(1, raw.size() - 2);
}

Error Malformed(std::string_view what) {
  return Error::Upstream("The provider's stream is malformed: " + std::string(what) + ".", true);
}

}  // namespace

AnthropicToOpenAIStream::AnthropicToOpenAIStream(StreamContext for_caller)
    : StreamTranslator(Dialect::kAnthropic, Dialect::kOpenAI, std::move(for_caller)),
      chunks_(context().id, context().model, context().created, context().include_usage) {}

Status AnthropicToOpenAIStream::Translate(json::Value event, std::string* out) {
  const std::string_view type = event.Find("type").string();
  if (type == "content_block_delta") return TakeDelta(event, out);
  if (type == "content_block_start") return StartBlock(event, out);
  if (type == "content_block_stop") return StopBlock(event, out);
  if (type == "message_start") {
    TakeUsage(Dialect::kAnthropic, event, mutable_usage());
    StartMessage(event.Find("message"), out);
  } else if (type == "message_delta") {
    TakeMessageDelta(event, out);
  } else if (type == "message_stop") {
    if (finish_reason_.empty()) return Fail(Malformed("it stops without a stop_reason"));
    Complete(out);
  } else if (type == "ping") {
    KeepAlive(out);
  }
  return {};
}

void AnthropicToOpenAIStream::StartMessage(json::Value message, std::string* out) {
  const json::Value usage = message.Find("usage");
  chunks_.SetServiceTier(OpenAITierOf(usage.Find("service_tier").string()));
  Begin(out);
}

void AnthropicToOpenAIStream::Begin(std::string* out) {
  if (std::exchange(begun_, true)) return;
  chunks_.Role(out);
}

void AnthropicToOpenAIStream::KeepAlive(std::string* out) {
  if (begun_) out->append(":\n\n");
}

Status AnthropicToOpenAIStream::StartBlock(json::Value event, std::string* out) {
  if (open_.size() == kMostOpenBlocks) return Fail(Malformed("too many content blocks are open"));
  Begin(out);
  const json::Value content = event.Find("content_block");
  const std::string_view type = content.Find("type").string();
  Block& block = open_.emplace_back();
  block.number = event.Find("index").integer().value_or(0);
  if (type == "text") {
    block.kind = Kind::kText;
    const json::Value text = content.Find("text");
    if (HasText(text)) chunks_.Content(text.raw(), out);
  } else if (type == "thinking") {
    block.kind = Kind::kThinking;
    block.place = thinking_blocks_++;
    TakeThinking(content, &block, out);
  } else if (type == "redacted_thinking") {
    const json::Value data = content.Find("data");
    if (data.is_string()) chunks_.RedactedThinking(thinking_blocks_++, data.raw(), out);
  } else if (type == "tool_use") {
    StartToolUse(content, &block, out);
  }
  return {};
}

void AnthropicToOpenAIStream::StartToolUse(json::Value content, Block* block, std::string* out) {
  block->kind = Kind::kToolUse;
  block->place = tool_calls_++;
  block->input = "{}";
  const json::Value id = content.Find("id"), name = content.Find("name");
  const json::Value input = content.Find("input");
  if (input.is_object()) block->input = input.raw();
  chunks_.ToolCallStart(block->place, id.is_string() ? id.raw() : "\"\"",
                        name.is_string() ? name.raw() : "\"\"", out);
}

void AnthropicToOpenAIStream::TakeThinking(json::Value holder, Block* block, std::string* out) {
  if (const json::Value text = holder.Find("thinking"); HasText(text)) {
    chunks_.Reasoning(text.raw(), out);
    block->thinking += Inside(text);
  }
  if (const json::Value signature = holder.Find("signature"); HasText(signature)) {
    block->signature += Inside(signature);
  }
}

Status AnthropicToOpenAIStream::TakeDelta(json::Value event, std::string* out) {
  const Result<Block*> block = FindBlock(event);
  if (!block) return Fail(block.error());
  WriteDelta(event.Find("delta"), *block, out);
  return {};
}

void AnthropicToOpenAIStream::WriteDelta(json::Value delta, Block* block, std::string* out) {
  const std::string_view type = delta.Find("type").string();
  if (type == "text_delta" && block->kind == Kind::kText) {
    if (const json::Value text = delta.Find("text"); HasText(text)) {
      chunks_.Content(text.raw(), out);
    }
  } else if (type == "input_json_delta" && block->kind == Kind::kToolUse) {
    if (const json::Value json = delta.Find("partial_json"); HasText(json)) {
      block->has_arguments = true;
      chunks_.Arguments(block->place, json.raw(), out);
    }
  } else if (block->kind == Kind::kThinking) {
    TakeThinking(delta, block, out);
  }
}

Status AnthropicToOpenAIStream::StopBlock(json::Value event, std::string* out) {
  const Result<Block*> block = FindBlock(event);
  if (!block) return Fail(block.error());
  if ((*block)->kind == Kind::kToolUse && !(*block)->has_arguments) {
    std::string arguments;
    json::AppendString((*block)->input, &arguments);
    chunks_.Arguments((*block)->place, arguments, out);
  } else if ((*block)->kind == Kind::kThinking) {
    chunks_.Thinking((*block)->place, '"' + (*block)->thinking + '"',
                     '"' + (*block)->signature + '"', out);
  }
  open_.erase(open_.begin() + (*block - open_.data()));
  return {};
}

void AnthropicToOpenAIStream::TakeMessageDelta(json::Value event, std::string* out) {
  TakeUsage(Dialect::kAnthropic, event, mutable_usage());
  const json::Value delta = event.Find("delta");
  const std::string_view reason = delta.Find("stop_reason").string();
  if (reason.empty() || !finish_reason_.empty()) return;
  Begin(out);
  if (const std::string_view refusal = RefusalOf(delta); !refusal.empty()) {
    std::string encoded;
    json::AppendString(refusal, &encoded);
    chunks_.Refusal(encoded, out);
  }
  finish_reason_ = FinishReasonOf(reason);
  chunks_.Finish(finish_reason_, out);
}

Result<AnthropicToOpenAIStream::Block*> AnthropicToOpenAIStream::FindBlock(json::Value event) {
  const int64_t number = event.Find("index").integer().value_or(0);
  const auto found = std::ranges::find(open_, number, &Block::number);
  if (found == open_.end()) return Fail(Malformed("it goes on with a block that it never began"));
  return &*found;
}

void AnthropicToOpenAIStream::Finish(std::string* out) {
  Begin(out);
  if (finish_reason_.empty()) chunks_.Finish("stop", out);
  if (context().include_usage) chunks_.UsageOnly(usage().usage(), out);
  OpenAIChunks::Done(out);
}

}  // namespace farthing::api
