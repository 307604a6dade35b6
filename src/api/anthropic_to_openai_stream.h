#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/openai_chunks.h"
#include "api/stream_translator.h"

namespace farthing::api {

// An Anthropic provider's message stream for an OpenAI caller. Blocks of kinds that OpenAI's
// dialect has no words for (server tools, citations) are passed over.
class AnthropicToOpenAIStream final : public StreamTranslator {
 public:
  explicit AnthropicToOpenAIStream(StreamContext context);

 private:
  enum class Kind : uint8_t { kOther, kText, kThinking, kToolUse };

  // A content block between its start and its stop.
  struct Block {
    int64_t number = 0;  // the provider's index
    Kind kind = Kind::kOther;
    size_t place = 0;            // among the thinking blocks or the tool calls
    bool has_arguments = false;  // a fragment of them was written
    std::string thinking;        // the insides of JSON strings, until the block is whole
    std::string signature;
    std::string input;  // what the start gave, for a stop without any fragment
  };

  Status Translate(json::Value event, std::string* out) override;
  bool knows_finish() const override { return !finish_reason_.empty(); }
  void Finish(std::string* out) override;
  void KeepAlive(std::string* out) override;

  void Begin(std::string* out);
  Status StartBlock(json::Value event, std::string* out);
  void StartToolUse(json::Value content, Block* block, std::string* out);
  void StartMessage(json::Value message, std::string* out);
  void TakeThinking(json::Value holder, Block* block, std::string* out);
  Status TakeDelta(json::Value event, std::string* out);
  void WriteDelta(json::Value delta, Block* block, std::string* out);
  Status StopBlock(json::Value event, std::string* out);
  void TakeMessageDelta(json::Value event, std::string* out);
  Result<Block*> FindBlock(json::Value event);

  OpenAIChunks chunks_;
  bool begun_ = false;
  std::vector<Block> open_;
  size_t tool_calls_ = 0;
  size_t thinking_blocks_ = 0;
  std::string finish_reason_;
};

}  // namespace farthing::api
