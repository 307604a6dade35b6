#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/anthropic_events.h"
#include "base/error.h"
#include "json/document.h"

namespace farthing::api {

// Tells when the pieces of a text have made one whole JSON object.
class ObjectProgress {
 public:
  void Feed(std::string_view text);
  bool complete() const { return complete_; }

 private:
  size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool complete_ = false;
};

// The tool calls of an OpenAI stream as Anthropic's tool_use blocks. Providers send them in many
// ways, and each must come out whole: a fragment at a time, all at once, every name before the
// first argument, without an index, several calls under one index, an id on every fragment,
// arguments as an object instead of a string.
//
// Blocks follow one another as Anthropic's own do: a call's block is closed when the next begins,
// if its arguments are a whole object by then. If they are not, it stays open beside the next one,
// so that no fragment waits; accumulators go by the index. One thread.
class ToolCallBlocks {
 public:
  // `answer_id` makes ids for calls that come without one.
  explicit ToolCallBlocks(std::string_view answer_id) : answer_id_(answer_id) {}

  // Takes one element of `delta.tool_calls`; `next_block` is the index for a new block.
  Status TakeFragment(json::Value call, size_t* next_block, AnthropicEvents* events);

  // Closes the blocks whose arguments are whole, before another block begins.
  void CloseWhole(AnthropicEvents* events);
  // Closes every block; a call that never got a name comes out with an empty one.
  void CloseAll(size_t* next_block, AnthropicEvents* events);

  bool empty() const { return calls_.empty(); }

 private:
  enum class State : uint8_t { kUnnamed, kOpen, kClosed };

  struct Call {
    std::optional<int64_t> index;  // the provider's
    std::string id;
    std::string name;
    std::string held;  // argument fragments (JSON strings' insides) before the name was known
    State state = State::kUnnamed;
    size_t block = 0;
    ObjectProgress arguments;
  };

  Call* Find(std::optional<int64_t> index, std::string_view id, bool has_name);
  void Open(Call* call, size_t* next_block, AnthropicEvents* events);
  Status TakeArguments(json::Value arguments, Call* call, AnthropicEvents* events);

  const std::string answer_id_;
  std::vector<Call> calls_;
};

}  // namespace farthing::api
