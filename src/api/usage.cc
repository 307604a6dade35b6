#include "api/usage.h"

namespace farthing::api {
namespace {

using enum model::TokenClass;

int64_t CacheWrites(const model::TokenCounts& tokens) {
  return tokens[kCacheWrite5m] + tokens[kCacheWrite1h];
}

// Cached audio and images are cached all the same.
int64_t CacheReads(const model::TokenCounts& tokens) {
  return tokens[kCacheRead] + tokens[kAudioCached] + tokens[kImageCached];
}

void WriteOpenAI(const model::TokenCounts& tokens, json::Writer& out) {
  const int64_t prompt = tokens.input(), completion = tokens.output();
  out.BeginObject().IntMember("prompt_tokens", prompt).IntMember("completion_tokens", completion);
  out.IntMember("total_tokens", prompt + completion);
  out.Key("prompt_tokens_details").BeginObject().IntMember("cached_tokens", CacheReads(tokens));
  if (CacheWrites(tokens) > 0) out.IntMember("cache_write_tokens", CacheWrites(tokens));
  out.EndObject();
  out.Key("completion_tokens_details").BeginObject();
  out.IntMember("reasoning_tokens", tokens[kReasoning]).EndObject().EndObject();
}

}  // namespace

void TakeUsage(Dialect provider, json::Value value, model::UsageTally* tally) {
  if (provider == Dialect::kAnthropic) {
    tally->Take(model::UsageFormat::kAnthropic, value);
  } else {
    tally->TakeOf("openai", value);
  }
}

void WriteAnthropicUsage(const model::Usage& usage, std::string_view service_tier,
                         json::Writer* out) {
  const model::TokenCounts& tokens = usage.tokens;
  const int64_t fresh = tokens.input() - CacheWrites(tokens) - CacheReads(tokens);
  out->BeginObject().IntMember("input_tokens", fresh);
  out->IntMember("cache_creation_input_tokens", CacheWrites(tokens));
  out->IntMember("cache_read_input_tokens", CacheReads(tokens));
  out->IntMember("output_tokens", tokens.output());
  if (tokens[kReasoning] > 0) {
    out->Key("output_tokens_details").BeginObject();
    out->IntMember("thinking_tokens", tokens[kReasoning]).EndObject();
  }
  if (!service_tier.empty()) out->StringMember("service_tier", service_tier);
  out->EndObject();
}

void WriteUsage(Dialect caller, const model::Usage& usage, json::Writer* out) {
  if (caller == Dialect::kOpenAI) {
    WriteOpenAI(usage.tokens, *out);
  } else {
    WriteAnthropicUsage(usage, {}, out);
  }
}

}  // namespace farthing::api
