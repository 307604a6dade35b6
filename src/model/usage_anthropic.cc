// Anthropic's Messages, on every platform that has them.
//
// input_tokens exclude what was read from and written to the cache. Where the server took several
// steps (`iterations`: compaction, fallback to another model, an advisor), the counts at the top
// leave some of them out: the steps are what is billed, each at its own model's price.

#include <algorithm>

#include "model/usage_reading.h"

namespace farthing::model {
namespace {

TokenCounts ReadCounts(json::Value usage) {
  using enum TokenClass;
  TokenCounts tokens;
  tokens[kFresh] = Count(usage.Find("input_tokens"));
  tokens[kCacheRead] = Count(usage.Find("cache_read_input_tokens"));
  const json::Value split = usage.Find("cache_creation");
  const int64_t five = Count(split.Find("ephemeral_5m_input_tokens"));
  const int64_t hour = Count(split.Find("ephemeral_1h_input_tokens"));
  int64_t written =
      std::max(Count(usage.Find("cache_creation_input_tokens")), AddCounts(five, hour));
  tokens[kCacheWrite1h] = Take(hour, &written);
  tokens[kCacheWrite5m] = written;
  int64_t output = Count(usage.Find("output_tokens"));
  tokens[kReasoning] =
      Take(Count(usage.Find("output_tokens_details").Find("thinking_tokens")), &output);
  tokens[kOutput] = output;
  return tokens;
}

// An attempt that was refused before it wrote a token is not billed.
bool IsWaived(json::Value step, bool has_fallback) {
  return has_fallback && step.Find("type").string() == "message" &&
         Count(step.Find("output_tokens")) == 0;
}

void ReadSteps(json::Value steps, std::string_view own_model, Usage* result) {
  bool has_fallback = false;
  for (const json::Value step : steps) {
    has_fallback = has_fallback || step.Find("type").string() == "fallback_message";
  }
  result->tokens = {};
  for (const json::Value step : steps) {
    if (IsWaived(step, has_fallback)) continue;
    const std::string_view model = step.Find("model").string();
    const TokenCounts tokens = ReadCounts(step);
    if (model.empty() || model == own_model) {
      result->tokens += tokens;
    } else {
      result->others.push_back({std::string(model), tokens});
    }
  }
}

}  // namespace

Usage ReadAnthropicUsage(json::Value usage, json::Value answer) {
  Usage result;
  result.model = answer.Find("model").string();
  result.tokens = ReadCounts(usage);
  if (const json::Value steps = usage.Find("iterations"); steps.is_array() && steps.size() > 0) {
    ReadSteps(steps, result.model, &result);
  }
  AddCalls("web_search", Count(usage.Find("server_tool_use").Find("web_search_requests")), &result);
  result.service_tier = usage.Find("service_tier").string();
  result.region = usage.Find("inference_geo").string();
  result.speed = usage.Find("speed").string();
  return result;
}

}  // namespace farthing::model
