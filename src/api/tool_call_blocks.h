#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/anthropic_events.h"
#include "api/tool_arguments.h"
#include "base/error.h"
#include "json/document.h"

namespace farthing::api {

// The tool calls of an OpenAI stream as Anthropic's tool_use blocks. Providers send them in many
// ways, and each must come out whole: a fragment at a time, all at once, every name before the
// first argument, a name in pieces or again and again, without an index, several calls under one
// index, an id on every fragment, arguments as an object instead of a string, as the one
// `function_call` of old.
//
// Blocks follow one another as Anthropic's own do: a call's block is begun with its arguments, when
// its name is whole, or when something else follows; it is closed when the next begins, if its
// arguments are a whole object by then. If they are not, it stays open beside the next one, so that
// no fragment waits; accumulators go by the index. One thread.
class ToolCallBlocks {
 public:
  // `answer_id` makes ids for calls that come without one.
  explicit ToolCallBlocks(std::string_view answer_id) : answer_id_(answer_id) {}

  // Takes what a delta says of tools; `next_block` is the index for a new block.
  Status TakeDelta(json::Value delta, size_t* next_block, AnthropicEvents* events);

  // Before a block of another kind begins.
  void MakeWay(size_t* next_block, AnthropicEvents* events);
  // Closes every block; a call that never got a name comes out with an empty one.
  void CloseAll(size_t* next_block, AnthropicEvents* events);

  bool empty() const { return calls_.empty(); }

 private:
  enum class State : uint8_t { kWaiting, kOpen, kClosed };

  struct Call {
    std::optional<int64_t> index;  // the provider's
    std::string id;
    std::string name;
    std::string extra;  // its extra_content
    State state = State::kWaiting;
    size_t block = 0;
    ToolArguments arguments;
  };

  Status TakeFragment(json::Value call, json::Value function, size_t* next_block,
                      AnthropicEvents* events);
  Result<Call*> FindOrAdd(json::Value call, bool has_name, size_t* next_block,
                          AnthropicEvents* events);
  Call* Find(std::optional<int64_t> index, std::string_view id, bool has_name);
  void Describe(json::Value call, std::string_view name, Call* known);
  void OpenNamed(size_t* next_block, AnthropicEvents* events);
  void Open(Call* call, size_t* next_block, AnthropicEvents* events);
  void CloseWhole(AnthropicEvents* events);

  const std::string answer_id_;
  std::vector<Call> calls_;
};

}  // namespace farthing::api
