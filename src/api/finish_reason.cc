#include "api/finish_reason.h"

namespace farthing::api {

std::string_view FinishReasonOf(std::string_view stop_reason) {
  if (stop_reason == "max_tokens") return "length";
  if (stop_reason == "model_context_window_exceeded") return "length";
  if (stop_reason == "tool_use") return "tool_calls";
  if (stop_reason == "refusal") return "content_filter";
  return "stop";
}

std::string_view StopReasonOf(std::string_view finish_reason, bool has_tool_calls) {
  if (finish_reason == "length") return "max_tokens";
  if (finish_reason == "content_filter") return "refusal";
  if (finish_reason == "tool_calls" || finish_reason == "function_call") return "tool_use";
  return has_tool_calls ? "tool_use" : "end_turn";
}

}  // namespace farthing::api
