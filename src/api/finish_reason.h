#pragma once

#include <string_view>

namespace farthing::api {

// Why an answer ended, from one dialect's word to the other's; for answers and streams alike. What
// is not known is taken for a natural end.

// end_turn, pause_turn, stop_sequence → stop; max_tokens, model_context_window_exceeded → length;
// tool_use → tool_calls; refusal → content_filter.
std::string_view FinishReasonOf(std::string_view stop_reason);

// stop → end_turn; length → max_tokens; tool_calls, function_call → tool_use; content_filter →
// refusal. An answer that calls tools has ended for that, whatever the provider says: some say
// stop.
std::string_view StopReasonOf(std::string_view finish_reason, bool has_tool_calls);

// How reasoning is said in OpenAI's dialect, which has no words for it. The text is in the field
// that most compatible providers use. What must come back unchanged (Anthropic's signatures and
// redacted thinking) is in `thinking_blocks`, an array of Anthropic's own blocks:
//   {"type":"thinking","thinking":"…","signature":"…"} or {"type":"redacted_thinking","data":"…"}
// In a stream each entry is a fragment with the `index` of its block: strings are to be joined.
// A caller that returns `thinking_blocks` with its assistant message continues the reasoning.
inline constexpr std::string_view kReasoningText = "reasoning_content";
inline constexpr std::string_view kThinkingBlocks = "thinking_blocks";

}  // namespace farthing::api
