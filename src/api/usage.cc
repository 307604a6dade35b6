#include "api/usage.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace farthing::api {
namespace {

// Far above any answer's, so that no sum of hostile numbers overflows.
constexpr int64_t kMostTokens = int64_t{1} << 50;

int64_t Count(json::Value value) {
  return std::clamp(value.integer().value_or(0), int64_t{0}, kMostTokens);
}

// The first of those members that is there; the names differ from form to form.
json::Value FindAny(json::Value object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const json::Value value = object.Find(key); value && !value.is_null()) return value;
  }
  return {};
}

// Takes up to `wanted` tokens out of `rest`.
int64_t Take(int64_t wanted, int64_t* rest) {
  const int64_t taken = std::min(wanted, *rest);
  *rest -= taken;
  return taken;
}

void ReadOpenAIInput(json::Value usage, int64_t prompt, Usage* result) {
  const json::Value details = FindAny(usage, {"prompt_tokens_details", "input_tokens_details"});
  json::Value cached = details.Find("cached_tokens");
  if (!cached) cached = FindAny(usage, {"prompt_cache_hit_tokens", "cached_tokens"});
  result->fresh = prompt;
  result->cache_read = Take(Count(cached), &result->fresh);
  result->cache_write_5m = Take(Count(details.Find("cache_write_tokens")), &result->fresh);
  result->audio_in = Take(Count(details.Find("audio_tokens")), &result->fresh);
}

void ReadOpenAIOutput(json::Value usage, int64_t prompt, int64_t completion, Usage* result) {
  const json::Value details =
      FindAny(usage, {"completion_tokens_details", "output_tokens_details"});
  const int64_t reasoning = Count(details.Find("reasoning_tokens"));
  const int64_t outside = Count(usage.Find("total_tokens")) - prompt - completion;
  result->output = completion;
  if (outside > 0 && (outside == reasoning || reasoning == 0)) {
    result->reasoning = outside;
  } else {
    result->reasoning = Take(reasoning, &result->output);
  }
  result->audio_out = Take(Count(details.Find("audio_tokens")), &result->output);
}

Usage ReadOpenAI(json::Value usage) {
  Usage result;
  result.present = true;
  const int64_t prompt = Count(FindAny(usage, {"prompt_tokens", "input_tokens"}));
  const int64_t completion = Count(FindAny(usage, {"completion_tokens", "output_tokens"}));
  ReadOpenAIInput(usage, prompt, &result);
  ReadOpenAIOutput(usage, prompt, completion, &result);
  return result;
}

Usage ReadAnthropic(json::Value usage) {
  Usage result;
  result.present = true;
  result.fresh = Count(usage.Find("input_tokens"));
  result.cache_read = Count(usage.Find("cache_read_input_tokens"));
  const json::Value split = usage.Find("cache_creation");
  const int64_t five = Count(split.Find("ephemeral_5m_input_tokens"));
  const int64_t hour = Count(split.Find("ephemeral_1h_input_tokens"));
  int64_t written = std::max(Count(usage.Find("cache_creation_input_tokens")), five + hour);
  result.cache_write_1h = Take(hour, &written);
  result.cache_write_5m = written;
  result.output = Count(usage.Find("output_tokens"));
  const json::Value details = usage.Find("output_tokens_details");
  result.reasoning = Take(Count(details.Find("thinking_tokens")), &result.output);
  return result;
}

// Cumulative counts never shrink, and what an event leaves out reads as 0.
void KeepLarger(const Usage& later, Usage* total) {
  total->present = true;
  total->fresh = std::max(total->fresh, later.fresh);
  total->cache_read = std::max(total->cache_read, later.cache_read);
  const int64_t output = std::max(total->output_total(), later.output_total());
  total->reasoning = std::max(total->reasoning, later.reasoning);
  total->output = output - total->reasoning;
  if (later.cache_write() > total->cache_write()) {
    total->cache_write_5m = later.cache_write_5m;
    total->cache_write_1h = later.cache_write_1h;
  }
}

void WriteOpenAI(const Usage& usage, json::Writer& out) {
  const int64_t prompt = usage.input_total(), completion = usage.output_total();
  out.BeginObject().IntMember("prompt_tokens", prompt).IntMember("completion_tokens", completion);
  out.IntMember("total_tokens", prompt + completion);
  out.Key("prompt_tokens_details").BeginObject().IntMember("cached_tokens", usage.cache_read);
  if (usage.cache_write() > 0) out.IntMember("cache_write_tokens", usage.cache_write());
  out.EndObject();
  out.Key("completion_tokens_details").BeginObject();
  out.IntMember("reasoning_tokens", usage.reasoning).EndObject().EndObject();
}

}  // namespace

Usage ReadUsage(Dialect provider, json::Value usage) {
  if (!usage.is_object()) return {};
  return provider == Dialect::kOpenAI ? ReadOpenAI(usage) : ReadAnthropic(usage);
}

void UpdateUsage(Dialect provider, json::Value usage, Usage* total) {
  const Usage later = ReadUsage(provider, usage);
  if (!later.present) return;
  if (provider == Dialect::kOpenAI) {
    *total = later;
  } else {
    KeepLarger(later, total);
  }
}

void WriteAnthropicUsage(const Usage& usage, std::string_view service_tier, json::Writer* out) {
  out->BeginObject().IntMember("input_tokens", usage.fresh + usage.audio_in);
  out->IntMember("cache_creation_input_tokens", usage.cache_write());
  out->IntMember("cache_read_input_tokens", usage.cache_read);
  out->IntMember("output_tokens", usage.output_total());
  if (usage.reasoning > 0) {
    out->Key("output_tokens_details").BeginObject();
    out->IntMember("thinking_tokens", usage.reasoning).EndObject();
  }
  if (!service_tier.empty()) out->StringMember("service_tier", service_tier);
  out->EndObject();
}

void WriteUsage(Dialect caller, const Usage& usage, json::Writer* out) {
  if (caller == Dialect::kOpenAI) {
    WriteOpenAI(usage, *out);
  } else {
    WriteAnthropicUsage(usage, {}, out);
  }
}

}  // namespace farthing::api
