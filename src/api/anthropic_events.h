#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/usage.h"

namespace farthing::api {

// Writes the events of an Anthropic message stream. `json` parameters are JSON values that are
// written as they are. REQUIRES: the dialect's order: Start, blocks, Delta, Stop. One thread.
class AnthropicEvents {
 public:
  explicit AnthropicEvents(std::string* out) : out_(*out) {}

  // An empty `service_tier` is not said.
  void MessageStart(std::string_view id, std::string_view model, std::string_view service_tier);

  void TextStart(size_t index);
  void ThinkingStart(size_t index);
  void RedactedThinkingStart(size_t index, std::string_view data_json);
  // `extra_json`, unless empty, is the block's member extra_content.
  void ToolUseStart(size_t index, std::string_view id, std::string_view name,
                    std::string_view extra_json);

  void TextDelta(size_t index, std::string_view json);
  void ThinkingDelta(size_t index, std::string_view json);
  void SignatureDelta(size_t index, std::string_view json);
  void InputDelta(size_t index, std::string_view json);  // a JSON string that holds a fragment

  void BlockStop(size_t index);

  // An empty `stop_sequence` is null.
  void MessageDelta(std::string_view stop_reason, std::string_view stop_sequence,
                    const model::Usage& usage, std::string_view service_tier);
  void MessageStop();
  void Ping();

 private:
  void BlockStart(size_t index, std::string_view block);
  void BlockDelta(size_t index, std::string_view type, std::string_view field,
                  std::string_view json);

  std::string& out_;
};

}  // namespace farthing::api
