#pragma once

#include <string_view>

#include "base/error.h"
#include "json/document.h"

namespace farthing::api {

// Why an answer ended, from one dialect's word to the other's; for answers and streams alike. What
// is not known is taken for a natural end.

// end_turn, pause_turn, stop_sequence → stop; max_tokens, model_context_window_exceeded → length;
// tool_use → tool_calls; refusal → content_filter.
std::string_view FinishReasonOf(std::string_view stop_reason);

// stop → end_turn; length, model_length → max_tokens; tool_calls, function_call → tool_use;
// content_filter, also with a reason behind it → refusal. An answer that calls tools has ended for
// that, whatever the provider says: some say stop.
std::string_view StopReasonOf(std::string_view finish_reason, bool has_tool_calls);

// An error where the word tells of a failure of the provider's, not of an answer's end.
Status CheckFinishReason(std::string_view finish_reason);

// The stop sequence that ended an OpenAI-compatible provider's choice, where it says so: vLLM's
// `stop_reason`, SGLang's `matched_stop`. Empty: none, or not known.
std::string_view MatchedStopOf(json::Value choice);

// Why Anthropic's model refused; of a message, or of the `delta` that ends a stream. Empty: it did
// not, or does not say.
std::string_view RefusalOf(json::Value holder);

// How reasoning is said in OpenAI's dialect, which has no words for it. The text is in the field
// that most compatible providers use. What must come back unchanged (Anthropic's signatures and
// redacted thinking) is in `thinking_blocks`, an array of Anthropic's own blocks:
//   {"type":"thinking","thinking":"…","signature":"…"} or {"type":"redacted_thinking","data":"…"}
// In a stream each entry is a whole block with its `index`, after its text has come as reasoning.
// A caller that returns `thinking_blocks` with its assistant message continues the reasoning.
inline constexpr std::string_view kReasoningText = "reasoning_content";
inline constexpr std::string_view kThinkingBlocks = "thinking_blocks";

// What a provider wants to see again beside a tool call, such as Gemini's thought signatures: the
// same member of OpenAI's call and of Anthropic's tool_use block.
inline constexpr std::string_view kExtraContent = "extra_content";

}  // namespace farthing::api
