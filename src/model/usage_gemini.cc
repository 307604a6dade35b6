// Gemini's usageMetadata, as the API writes it and as its SDKs print it (snake_case).
//
// promptTokenCount includes what was cached; what tools put into the prompt and the thoughts stand
// beside prompt and candidates, except where the total says that the candidates hold the thoughts.

#include <algorithm>

#include "model/usage_reading.h"

namespace farthing::model {
namespace {

// Tokens of one modality in a list of {modality, tokenCount}.
std::optional<int64_t> OfModality(json::Value list, std::string_view modality) {
  if (!list.is_array()) return std::nullopt;
  int64_t sum = 0;
  for (const json::Value entry : list) {
    if (entry.Find("modality").string() != modality) continue;
    sum = AddCounts(sum, CountAny(entry, {"tokenCount", "token_count"}));
  }
  return sum;
}

void ReadInput(json::Value usage, TokenCounts* tokens) {
  const json::Value prompt = FindAny(usage, {"promptTokensDetails", "prompt_tokens_details"});
  const json::Value tools =
      FindAny(usage, {"toolUsePromptTokensDetails", "tool_use_prompt_tokens_details"});
  const json::Value cache = FindAny(usage, {"cacheTokensDetails", "cache_tokens_details"});
  InputParts parts;
  parts.total =
      AddCounts(CountAny(usage, {"promptTokenCount", "prompt_token_count"}),
                CountAny(usage, {"toolUsePromptTokenCount", "tool_use_prompt_token_count"}));
  parts.cached = CountAny(usage, {"cachedContentTokenCount", "cached_content_token_count"});
  parts.audio = OfModality(prompt, "AUDIO").value_or(0) + OfModality(tools, "AUDIO").value_or(0);
  parts.image = OfModality(prompt, "IMAGE").value_or(0) + OfModality(tools, "IMAGE").value_or(0);
  parts.audio_cached = OfModality(cache, "AUDIO");
  parts.image_cached = OfModality(cache, "IMAGE");
  Partition(parts, tokens);
}

void ReadOutput(json::Value usage, int64_t input, TokenCounts* tokens) {
  using enum TokenClass;
  int64_t text = CountAny(usage, {"candidatesTokenCount", "responseTokenCount",
                                  "candidates_token_count", "response_token_count"});
  const int64_t thoughts = CountAny(usage, {"thoughtsTokenCount", "thoughts_token_count"});
  const int64_t total = CountAny(usage, {"totalTokenCount", "total_token_count"});
  const bool inside = total > 0 && total == input + text && thoughts <= text;
  (*tokens)[kReasoning] = inside ? Take(thoughts, &text) : thoughts;
  const json::Value details = FindAny(
      usage, {"candidatesTokensDetails", "responseTokensDetails", "candidates_tokens_details"});
  (*tokens)[kAudioOut] = Take(OfModality(details, "AUDIO").value_or(0), &text);
  (*tokens)[kImageOut] = Take(OfModality(details, "IMAGE").value_or(0), &text);
  (*tokens)[kOutput] = text;
}

// Vertex says the tier as a kind of traffic.
std::string_view TierOf(json::Value usage, json::Value answer) {
  const std::string_view traffic = FindAny(usage, {"trafficType", "traffic_type"}).string();
  if (traffic == "ON_DEMAND") return "standard";
  if (traffic == "ON_DEMAND_FLEX") return "flex";
  if (traffic == "ON_DEMAND_PRIORITY") return "priority";
  if (!traffic.empty()) return "provisioned";
  const json::Value tier = FindAny(usage, {"serviceTier", "service_tier"});
  return (tier ? tier : FindAny(answer, {"serviceTier", "service_tier"})).string();
}

// Search is billed by the answer up to Gemini 2.5, by the query since.
void CountGrounding(json::Value answer, Usage* result) {
  const std::string_view model = FindAny(answer, {"modelVersion", "model_version"}).string();
  const bool by_answer = model.starts_with("gemini-2") || model.starts_with("gemini-1");
  for (const json::Value candidate : answer.Find("candidates")) {
    const json::Value grounding = candidate.Find("groundingMetadata");
    const auto queries = static_cast<int64_t>(grounding.Find("webSearchQueries").size());
    AddCalls("web_search", by_answer ? std::min<int64_t>(queries, 1) : queries, result);
    bool has_maps = false;
    for (const json::Value chunk : grounding.Find("groundingChunks")) {
      has_maps = has_maps || chunk.Find("maps");
    }
    AddCalls("maps", has_maps ? 1 : 0, result);
  }
}

}  // namespace

Usage ReadGeminiUsage(json::Value usage, json::Value answer) {
  Usage result;
  ReadInput(usage, &result.tokens);
  ReadOutput(usage, result.tokens.input(), &result.tokens);
  result.service_tier = TierOf(usage, answer);
  CountGrounding(answer, &result);
  return result;
}

}  // namespace farthing::model
