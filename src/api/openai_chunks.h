#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/usage.h"

namespace farthing::api {

// Writes the chunks of an OpenAI chat completion stream with one choice. `json` parameters are JSON
// values that are written as they are. One thread.
class OpenAIChunks {
 public:
  // With include_usage every chunk has a `usage`, null but for the last.
  OpenAIChunks(std::string_view id, std::string_view model, int64_t created, bool include_usage);

  // For the chunks from here on; empty: it is not said.
  void SetServiceTier(std::string_view tier);

  void Role(std::string* out) const;
  void Content(std::string_view json, std::string* out) const;
  void Refusal(std::string_view json, std::string* out) const;

  // A thinking block's text comes in pieces; the block with its signature whole, at its end. An
  // accumulator that keeps only the last `thinking_blocks` then has no broken block.
  void Reasoning(std::string_view json, std::string* out) const;
  void Thinking(size_t block, std::string_view thinking_json, std::string_view signature_json,
                std::string* out) const;
  void RedactedThinking(size_t block, std::string_view data_json, std::string* out) const;

  void ToolCallStart(size_t index, std::string_view id_json, std::string_view name_json,
                     std::string* out) const;
  void Arguments(size_t index, std::string_view json, std::string* out) const;

  void Finish(std::string_view finish_reason, std::string* out) const;
  void UsageOnly(const model::Usage& usage, std::string* out) const;
  static void Done(std::string* out) { out->append("data: [DONE]\n\n"); }

 private:
  void Head(std::string* out) const;
  void Delta(std::string_view delta_json, std::string_view finish_json, std::string* out) const;

  std::string head_;     // up to the model
  std::string choices_;  // from there to `"choices":[`
  std::string_view tail_;
};

}  // namespace farthing::api
