#include "api/finish_reason.h"

#include <string>

namespace farthing::api {

std::string_view FinishReasonOf(std::string_view stop_reason) {
  if (stop_reason == "max_tokens") return "length";
  if (stop_reason == "model_context_window_exceeded") return "length";
  if (stop_reason == "tool_use") return "tool_calls";
  if (stop_reason == "refusal") return "content_filter";
  return "stop";
}

std::string_view StopReasonOf(std::string_view finish_reason, bool has_tool_calls) {
  if (finish_reason == "length" || finish_reason == "model_length") return "max_tokens";
  if (finish_reason.starts_with("content_filter")) return "refusal";
  if (finish_reason == "tool_calls" || finish_reason == "function_call") return "tool_use";
  return has_tool_calls ? "tool_use" : "end_turn";
}

Status CheckFinishReason(std::string_view finish_reason) {
  if (finish_reason != "error" && finish_reason != "insufficient_system_resource") return {};
  return Fail(Error::Upstream(
      "The provider broke off its answer with finish_reason " + std::string(finish_reason) + ".",
      true));
}

std::string_view MatchedStopOf(json::Value choice) {
  if (choice.Find("finish_reason").string() != "stop") return {};
  const std::string_view matched = choice.Find("stop_reason").string();
  return matched.empty() ? choice.Find("matched_stop").string() : matched;
}

std::string_view RefusalOf(json::Value holder) {
  if (holder.Find("stop_reason").string() != "refusal") return {};
  return holder.Find("stop_details").Find("explanation").string();
}

}  // namespace farthing::api
