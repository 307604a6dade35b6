#include "api/tool_call_blocks.h"

#include <ranges>

#include "api/finish_reason.h"

namespace farthing::api {
namespace {

constexpr size_t kMostCalls = 1024;
constexpr size_t kMostHeld = size_t{1} << 20;  // bytes of arguments that wait

}  // namespace

// Where both forms stand, they say the same call.
Status ToolCallBlocks::TakeDelta(json::Value delta, size_t* next_block, AnthropicEvents* events) {
  const json::Value calls = delta.Find("tool_calls");
  for (const json::Value call : calls) {
    Status status = TakeFragment(call, call.Find("function"), next_block, events);
    if (!status) return status;
  }
  const json::Value old = delta.Find("function_call");
  if (calls.size() > 0 || !old.is_object()) return {};
  return TakeFragment({}, old, next_block, events);
}

Status ToolCallBlocks::TakeFragment(json::Value fragment, json::Value function, size_t* next_block,
                                    AnthropicEvents* events) {
  const std::string_view name = function.Find("name").string();
  const Result<Call*> found = FindOrAdd(fragment, !name.empty(), next_block, events);
  if (!found) return Fail(found.error());
  Call& call = **found;
  if (call.state == State::kWaiting) Describe(fragment, name, &call);
  call.arguments.Take(function.Find("arguments"));
  if (call.state == State::kWaiting && !call.name.empty() && call.arguments.begun()) {
    Open(&call, next_block, events);
  } else if (call.state == State::kOpen) {
    if (const auto input = call.arguments.Next()) events->InputDelta(call.block, *input);
  }
  if (call.arguments.held_bytes() <= kMostHeld) return {};
  return Fail(Error::Upstream(call.name.empty()
                                  ? "The provider's tool call has arguments but no name."
                                  : "The provider's tool call has arguments that are no object.",
                              false));
}

Result<ToolCallBlocks::Call*> ToolCallBlocks::FindOrAdd(json::Value call, bool has_name,
                                                        size_t* next_block,
                                                        AnthropicEvents* events) {
  const std::optional<int64_t> index = call.Find("index").integer();
  if (Call* known = Find(index, call.Find("id").string(), has_name)) return known;
  if (calls_.size() == kMostCalls) {
    return Fail(Error::Upstream("The provider's answer has more than 1024 tool calls.", false));
  }
  OpenNamed(next_block, events);
  calls_.emplace_back().index = index;
  return &calls_.back();
}

// A call is known by its index, by its id, or by being the last; a new one comes with a name.
ToolCallBlocks::Call* ToolCallBlocks::Find(std::optional<int64_t> index, std::string_view id,
                                           bool has_name) {
  for (Call& call : std::views::reverse(calls_)) {
    if (index && call.index != index) continue;
    const bool other_id = !id.empty() && !call.id.empty() && id != call.id;
    const bool is_new = has_name && other_id;
    if (is_new || (other_id && !index)) continue;
    return &call;
  }
  return nullptr;
}

// A name comes whole, in pieces, or whole with every fragment.
void ToolCallBlocks::Describe(json::Value call, std::string_view name, Call* known) {
  if (known->id.empty()) known->id = call.Find("id").string();
  if (name != known->name) known->name += name;
  const json::Value extra = call.Find(kExtraContent);
  if (extra.is_object()) known->extra = extra.raw();
}

void ToolCallBlocks::MakeWay(size_t* next_block, AnthropicEvents* events) {
  OpenNamed(next_block, events);
  CloseWhole(events);
}

void ToolCallBlocks::OpenNamed(size_t* next_block, AnthropicEvents* events) {
  for (Call& call : calls_) {
    if (call.state == State::kWaiting && !call.name.empty()) Open(&call, next_block, events);
  }
}

void ToolCallBlocks::Open(Call* call, size_t* next_block, AnthropicEvents* events) {
  CloseWhole(events);
  call->block = (*next_block)++;
  call->state = State::kOpen;
  if (call->id.empty()) {
    call->id = "toolu_" + std::to_string(call->block) + "_" + answer_id_;
  }
  events->ToolUseStart(call->block, call->id, call->name, call->extra);
  if (const auto input = call->arguments.Next()) events->InputDelta(call->block, *input);
}

void ToolCallBlocks::CloseWhole(AnthropicEvents* events) {
  for (Call& call : calls_) {
    if (call.state != State::kOpen || !call.arguments.whole()) continue;
    events->BlockStop(call.block);
    call.state = State::kClosed;
  }
}

void ToolCallBlocks::CloseAll(size_t* next_block, AnthropicEvents* events) {
  for (Call& call : calls_) {
    if (call.state == State::kWaiting) Open(&call, next_block, events);
    if (call.state == State::kClosed) continue;
    if (const auto input = call.arguments.Last()) events->InputDelta(call.block, *input);
    events->BlockStop(call.block);
    call.state = State::kClosed;
  }
}

}  // namespace farthing::api
