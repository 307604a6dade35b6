#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "api/anthropic_events.h"
#include "api/stream_translator.h"
#include "api/tool_call_blocks.h"

namespace farthing::api {

// An OpenAI-compatible provider's stream of chat chunks for an Anthropic caller. Only the first
// choice is read (the request side refuses n > 1); logprobs have no place in the other dialect.
class OpenAIToAnthropicStream final : public StreamTranslator {
 public:
  explicit OpenAIToAnthropicStream(StreamContext context);

 private:
  // The text or thinking block that is open; tool calls keep their own.
  enum class Block : uint8_t { kNone, kText, kThinking };

  Status Translate(json::Value chunk, std::string* out) override;
  bool knows_finish() const override { return has_finish_; }
  void Finish(std::string* out) override;
  void KeepAlive(std::string* out) override;

  void Begin(AnthropicEvents* events);
  Status TakeDelta(json::Value delta, AnthropicEvents* events);
  void TakeReasoning(json::Value delta, AnthropicEvents* events);
  void TakeThinkingBlocks(json::Value blocks, AnthropicEvents* events);
  void TakeContent(json::Value content, AnthropicEvents* events);
  void TakeFinish(json::Value choice, AnthropicEvents* events);
  void Text(json::Value text, AnthropicEvents* events);
  void Thinking(json::Value text, AnthropicEvents* events);
  void Switch(Block block, AnthropicEvents* events);
  std::string_view StopReason() const;

  ToolCallBlocks tools_;
  bool begun_ = false;
  Block open_ = Block::kNone;
  size_t next_block_ = 0;  // the open block, if any, is the one before
  bool has_finish_ = false;
  bool has_refusal_ = false;
  std::string finish_reason_;
  std::string stop_sequence_;
  std::string service_tier_;  // in Anthropic's words
};

}  // namespace farthing::api
