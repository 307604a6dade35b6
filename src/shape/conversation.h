#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/document.h"

namespace farthing::shape {

enum class Role : uint8_t { kSystem, kUser, kAssistant, kTool };

// An element of `messages`. `value` lives no longer than the request's Document.
struct Message {
  json::Value value;
  // kSystem: OpenAI's developer, and what nobody knows, too: kept always. kTool: a turn of
  // Anthropic's user that brings results, too.
  Role role = Role::kUser;
  bool calls_tools = false;
  // Of an exchange; system messages are of none.
  size_t exchange = 0;
};
inline constexpr size_t kNoExchange = SIZE_MAX;

// A user's message with all that follows it up to the next one: what a shorter history keeps or
// leaves out as a whole, so that no tool's result is parted from its call. A message of Anthropic's
// that brings results continues the exchange of the call. What stands before the first user's
// message is an exchange too.
struct Exchange {
  size_t begin = 0;  // index of its first message
  size_t end = 0;    // behind its last; system messages may stand between
};

// The messages of a chat request in either dialect, OpenAI's chat completions or Anthropic's
// messages, in order. Reads, changes nothing; what has an unknown form is kept as it is. One
// thread.
class Conversation {
 public:
  // kInvalidRequest where `messages` is no list of objects with a role each.
  static Result<Conversation> Read(json::Value request);

  std::span<const Message> messages() const { return messages_; }
  std::span<const Exchange> exchanges() const { return exchanges_; }

  // Anthropic's `system`; missing in OpenAI's dialect, whose system messages stand among the
  // others.
  json::Value system() const { return system_; }

 private:
  Conversation() = default;

  std::vector<Message> messages_;
  std::vector<Exchange> exchanges_;
  json::Value system_;
};

// What a text in a message is.
enum class TextKind : uint8_t {
  kText,       // written by either side
  kArguments,  // of a tool call: a JSON text
  kResult,     // of a tool
  kName,       // of the tool that is called: tells of a message, is not counted as its text
};

// Calls `visit` with each text of a message, decoded, in order: of OpenAI's string or parts,
// refusals, tool_calls and function_call; of Anthropic's string or blocks, tool_use (its `input` as
// it stands) and tool_result. Images, documents and thinking are none. The views live as long as
// the Document.
using TextVisitor = std::function<void(TextKind, std::string_view)>;
void VisitTexts(json::Value message, const TextVisitor& visit);

}  // namespace farthing::shape
