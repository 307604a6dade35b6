#include "api/tool_call_blocks.h"

#include <ranges>

#include "json/writer.h"

namespace farthing::api {
namespace {

constexpr size_t kMostCalls = 1024;
constexpr size_t kMostHeld = size_t{1} << 20;  // bytes of arguments that wait for a name

}  // namespace

void ObjectProgress::Feed(std::string_view text) {
  for (const char c : text) {
    if (complete_) return;
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
      complete_ = --depth_ == 0;
    }
  }
}

Status ToolCallBlocks::TakeFragment(json::Value fragment, size_t* next_block,
                                    AnthropicEvents* events) {
  const json::Value function = fragment.Find("function");
  const std::string_view id = fragment.Find("id").string();
  const std::string_view name = function.Find("name").string();
  const std::optional<int64_t> index = fragment.Find("index").integer();
  Call* call = Find(index, id, !name.empty());
  if (call == nullptr) {
    if (calls_.size() == kMostCalls) {
      return Fail(Error::Upstream("The provider's answer has more than 1024 tool calls.", false));
    }
    call = &calls_.emplace_back();
    call->index = index;
  }
  if (call->id.empty()) call->id = id;
  if (call->state == State::kUnnamed && !name.empty()) {
    call->name = name;
    Open(call, next_block, events);
  }
  return TakeArguments(function.Find("arguments"), call, events);
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

void ToolCallBlocks::Open(Call* call, size_t* next_block, AnthropicEvents* events) {
  CloseWhole(events);
  call->block = (*next_block)++;
  call->state = State::kOpen;
  if (call->id.empty()) {
    call->id = "toolu_" + std::to_string(call->block) + "_" + answer_id_;
  }
  events->ToolUseStart(call->block, call->id, call->name);
  if (!call->held.empty()) events->InputDelta(call->block, '"' + call->held + '"');
  call->held.clear();
}

Status ToolCallBlocks::TakeArguments(json::Value arguments, Call* call, AnthropicEvents* events) {
  std::string encoded;
  std::string_view raw = arguments.raw();
  if (arguments.is_object()) {
    json::AppendString(arguments.raw(), &encoded);
    raw = encoded;
  } else if (!arguments.is_string()) {
    return {};
  }
  if (raw == "\"\"" || call->arguments.complete()) return {};
  call->arguments.Feed(arguments.is_object() ? arguments.raw() : arguments.string());
  if (call->state != State::kUnnamed) {
    events->InputDelta(call->block, raw);
    return {};
  }
  call->held += raw.substr(1, raw.size() - 2);
  if (call->held.size() <= kMostHeld) return {};
  return Fail(Error::Upstream("The provider's tool call has arguments but no name.", false));
}

void ToolCallBlocks::CloseWhole(AnthropicEvents* events) {
  for (Call& call : calls_) {
    if (call.state != State::kOpen || !call.arguments.complete()) continue;
    events->BlockStop(call.block);
    call.state = State::kClosed;
  }
}

void ToolCallBlocks::CloseAll(size_t* next_block, AnthropicEvents* events) {
  for (Call& call : calls_) {
    if (call.state == State::kUnnamed) Open(&call, next_block, events);
    if (call.state == State::kClosed) continue;
    events->BlockStop(call.block);
    call.state = State::kClosed;
  }
}

}  // namespace farthing::api
