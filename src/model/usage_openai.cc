// OpenAI's chat, embeddings, realtime, images and responses, and those who took the format over.
//
// prompt_tokens include what was cached, written, audio and images; completion_tokens include
// audio, and reasoning except where the total says otherwise (xAI, Gemini's OpenAI endpoint) and at
// Perplexity, whose deep research counts it beside all else. Of anybody else a total that exceeds
// the sum without a word of reasoning is no more than wrong.

#include <algorithm>
#include <vector>

#include "model/usage_reading.h"

namespace farthing::model {
namespace {

// Written tokens by name, in the details or beside them; the split by lifetime is Dashscope's, in
// Anthropic's words.
void ReadWrites(const Members& usage, const Members& details, InputParts* parts) {
  static constexpr std::initializer_list<std::string_view> kNames = {
      "cache_write_tokens", "input_cache_write_tokens", "cache_creation_tokens",
      "cache_creation_input_tokens"};
  const json::Value detailed = details.FindAny(kNames);
  const int64_t written = Count(detailed ? detailed : usage.FindAny(kNames));
  const json::Value in_details = details.Find("cache_creation");
  const json::Value split = in_details ? in_details : usage.Find("cache_creation");
  const int64_t five = Count(split.Find("ephemeral_5m_input_tokens"));
  parts->written_1h = Count(split.Find("ephemeral_1h_input_tokens"));
  parts->written_5m = std::max(five, written - std::min(written, parts->written_1h));
}

// Together's, Moonshot's and others' cached count stands beside the details, or instead of them.
int64_t Cached(const Members& usage, const Members& details) {
  if (const json::Value cached = details.FindAny({"cached_tokens", "cache_read_tokens"})) {
    return Count(cached);
  }
  return Count(usage.FindAny({"prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens",
                              "cached_prompt_text_tokens", "input_cached_tokens",
                              "cache_read_input_tokens"}));
}

// Mistral counts the prompt's audio in the total alone.
void AddSpokenPrompt(const Members& usage, InputParts* parts) {
  const int64_t told = AddCounts(parts->total, Count(usage.Find("completion_tokens")));
  const int64_t spoken = Count(usage.Find("total_tokens")) - told;
  if (spoken <= 0) return;
  parts->audio = AddCounts(parts->audio, spoken);
  parts->total = AddCounts(parts->total, spoken);
}

void ReadInput(const Members& usage, int64_t prompt, TokenCounts* tokens) {
  const Members details(usage.FindAny({"prompt_tokens_details", "input_tokens_details",
                                       "input_token_details", "prompt_token_details"}));
  InputParts parts{.total = prompt, .cached = Cached(usage, details)};
  parts.audio = Count(details.Find("audio_tokens"));
  parts.image = Count(details.Find("image_tokens"));
  const json::Value split = details.Find("cached_tokens_details");
  if (const json::Value audio = split.Find("audio_tokens")) parts.audio_cached = Count(audio);
  if (const json::Value image = split.Find("image_tokens")) parts.image_cached = Count(image);
  if (usage.Find("prompt_audio_seconds")) AddSpokenPrompt(usage, &parts);
  ReadWrites(usage, details, &parts);
  Partition(parts, tokens);
}

// The images API says nothing of its output, which is images, and parts its input so.
bool IsOfImages(const Members& usage) {
  const json::Value details = usage.Find("input_tokens_details");
  return details.Find("image_tokens") && details.Find("text_tokens") &&
         !usage.FindAny({"output_tokens_details"});
}

// Where nothing but the total tells of it; of a model without a name it may be so.
bool MayReasonBeside(std::string_view model) {
  return model.empty() || model.find("gemini") != model.npos || model.find("grok") != model.npos;
}

void ReadOutput(const Members& usage, std::string_view model, int64_t completion,
                TokenCounts* tokens) {
  using enum TokenClass;
  const Members details(usage.FindAny(
      {"completion_tokens_details", "output_tokens_details", "output_token_details"}));
  const json::Value beside = usage.Find("reasoning_tokens");
  const int64_t reasoning = Count(beside ? beside : details.Find("reasoning_tokens"));
  const int64_t outside = Count(usage.Find("total_tokens")) - tokens->input() - completion;
  const bool told = reasoning > 0 && (outside >= reasoning || reasoning > completion);
  int64_t text = completion;
  if (outside > 0 && (told || (reasoning == 0 && MayReasonBeside(model)))) {
    (*tokens)[kReasoning] = outside;
  } else if (usage.FindAny({"citation_tokens", "num_search_queries"})) {
    (*tokens)[kReasoning] = reasoning;
  } else {
    (*tokens)[kReasoning] = Take(reasoning, &text);
  }
  (*tokens)[kAudioOut] = Take(Count(details.Find("audio_tokens")), &text);
  (*tokens)[kImageOut] = Take(Count(details.Find("image_tokens")), &text);
  if (IsOfImages(usage)) (*tokens)[kImageOut] = Take(text, &text);
  (*tokens)[kOutput] = text;
}

// Cohere bills what `billed_units` say.
void ReadBilledUnits(json::Value units, Usage* usage) {
  usage->tokens[TokenClass::kFresh] = Count(units.Find("input_tokens"));
  usage->tokens[TokenClass::kOutput] = Count(units.Find("output_tokens"));
  usage->tokens[TokenClass::kImageIn] = Count(units.Find("image_tokens"));
  AddCalls("request", Count(units.Find("search_units")), usage);  // of a rerank
}

// Calls of the answer's own tools, one item each in `output`; opening a page that a search found
// costs nothing, and a code interpreter is billed once for its container.
void CountItems(json::Value output, Usage* usage) {
  std::vector<std::string_view> containers;
  for (const json::Value item : output) {
    const std::string_view type = item.Find("type").string();
    if (type == "web_search_call") {
      const std::string_view action = item.Find("action").Find("type").string();
      if (action.empty() || action == "search") AddCalls("web_search", 1, usage);
    } else if (type == "file_search_call") {
      AddCalls("file_search", 1, usage);
    } else if (type == "code_interpreter_call") {
      const std::string_view container = item.Find("container_id").string();
      if (std::ranges::find(containers, container) != containers.end()) continue;
      containers.push_back(container);
      AddCalls("code_interpreter", 1, usage);
    }
  }
}

void ReadCalls(const Members& usage, const Members& answer, Usage* result) {
  if (const json::Value output = answer.Find("output"); output.is_array()) {
    CountItems(output, result);
  }
  const json::Value searches = usage.Find("num_search_queries");
  AddCalls("web_search", Count(searches), result);
  // Perplexity bills every request by how much it may read; deep research by its searches.
  if (!searches && !result->search_context.empty()) AddCalls("request", 1, result);
  AddCalls("web_search", Count(usage.Find("server_tool_use").Find("web_search_requests")), result);
  const json::Value tools = usage.Find("server_side_tool_usage_details");  // xAI
  AddCalls("web_search", Count(tools.Find("web_search_calls")), result);
  AddCalls("x_search", Count(tools.Find("x_search_calls")), result);
  AddCalls("code_interpreter", Count(tools.Find("code_interpreter_calls")), result);
  AddCalls("file_search", Count(tools.Find("file_search_calls")), result);
  AddCalls("source", Count(usage.Find("num_sources_used")), result);
}

// Where no count says it: Voyage's embeddings have a total alone, DeepSeek parts what was read from
// its cache and what was not.
int64_t PromptOf(const Members& usage, json::Value output) {
  const json::Value missed = usage.Find("prompt_cache_miss_tokens");
  if (missed) return AddCounts(Count(missed), Count(usage.Find("prompt_cache_hit_tokens")));
  return output ? 0 : Count(usage.Find("total_tokens"));
}

}  // namespace

Usage ReadOpenAIUsage(json::Value counts, json::Value whole, std::string_view asked_model) {
  const Members usage(counts), answer(whole);
  Usage result;
  result.model = answer.Find("model").string();
  result.service_tier = answer.FindAny({"service_tier"}).string();
  if (result.service_tier.empty()) result.service_tier = usage.Find("service_tier").string();
  if (const json::Value units = usage.Find("billed_units"); units.is_object()) {
    ReadBilledUnits(units, &result);
    return result;
  }
  const json::Value input = usage.FindAny({"prompt_tokens", "input_tokens"});
  const json::Value output = usage.FindAny({"completion_tokens", "output_tokens"});
  ReadInput(usage, input ? Count(input) : PromptOf(usage, output), &result.tokens);
  const std::string_view model = result.model.empty() ? asked_model : result.model;
  ReadOutput(usage, model, Count(output), &result.tokens);
  // Perplexity's deep research bills the pages it read as input.
  int64_t& fresh = result.tokens[TokenClass::kFresh];
  fresh = AddCounts(fresh, Count(usage.Find("citation_tokens")));
  result.search_context = usage.Find("search_context_size").string();
  ReadCalls(usage, answer, &result);
  return result;
}

}  // namespace farthing::model
