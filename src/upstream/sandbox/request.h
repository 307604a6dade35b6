#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/document.h"

namespace farthing::sandbox {

struct Tool {
  std::string_view name;
  std::string_view description;
  json::Value schema;  // of the arguments; may be missing
};

enum class ToolUse : uint8_t { kAuto, kNone, kRequired, kNamed };
enum class Format : uint8_t { kText, kJsonObject, kJsonSchema };

struct ToolResult {
  std::string_view name;  // "" when the call it answers is not in the conversation
  std::string text;
};

// What the sandbox understands of a request, whatever its dialect. Views the document it was read
// from.
struct Request {
  std::string_view model;
  std::string question;  // the text of the last message of the user that has one
  int images = 0;        // in that message
  int documents = 0;
  std::vector<ToolResult> results;  // set when the conversation ends with them
  std::vector<Tool> tools;
  ToolUse tool_use = ToolUse::kAuto;
  std::string_view named_tool;  // of kNamed
  bool parallel_calls = true;
  Format format = Format::kText;
  json::Value schema;  // of kJsonSchema
  std::optional<int64_t> max_tokens;
  std::vector<std::string_view> stops;
  int n = 1;
  bool thinks = false;
  bool stream = false;
  bool include_usage = false;
  int64_t input_tokens = 0;  // about one for four bytes of text, a flat count for what is not text
};

// Read POST /v1/chat/completions, /v1/messages (and its count_tokens) and /v1/responses. Errors:
// kInvalidRequest naming the field, for what a provider refuses too.
Result<Request> ReadChat(json::Value body);
Result<Request> ReadMessages(json::Value body, bool needs_max_tokens);
Result<Request> ReadResponses(json::Value body);

// About one token for four bytes.
constexpr int64_t TokensOf(size_t bytes) { return static_cast<int64_t>((bytes + 3) / 4); }

}  // namespace farthing::sandbox
