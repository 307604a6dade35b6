#pragma once

#include <cstdint>
#include <string_view>

#include "api/dialect.h"
#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {

// What an answer used, in tokens, as a partition: no token is counted in two classes, nothing is
// negative, and the classes add up to the provider's own total. The dialects do not say it so:
// OpenAI's prompt_tokens include what was cached, Anthropic's input_tokens exclude it.
struct Usage {
  bool present = false;  // false: the provider said nothing, and all is 0

  int64_t fresh = 0;  // input text and images that no cache held
  int64_t cache_read = 0;
  int64_t cache_write_5m = 0;  // also writes without a stated lifetime
  int64_t cache_write_1h = 0;
  int64_t audio_in = 0;

  int64_t output = 0;     // answer text and tool calls
  int64_t reasoning = 0;  // where the provider tells it apart; else part of output
  int64_t audio_out = 0;

  int64_t cache_write() const { return cache_write_5m + cache_write_1h; }
  int64_t input_total() const { return fresh + cache_read + cache_write() + audio_in; }
  int64_t output_total() const { return output + reasoning + audio_out; }

  friend bool operator==(const Usage&, const Usage&) = default;
};

// Reads a provider's `usage` object; not `present` when it is no object. Of OpenAI's dialect the
// forms of chat, embeddings and responses are known, and providers that count reasoning outside of
// the completion (the total tells). Numbers that contradict each other or are negative are cut so
// that the partition holds.
Usage ReadUsage(Dialect provider, json::Value usage);

// Takes in a later `usage` object of the same answer: a stream's last one wins in OpenAI's dialect;
// Anthropic's are cumulative and may leave members out.
void UpdateUsage(Dialect provider, json::Value usage, Usage* total);

// Writes the `usage` object of a chat answer in the caller's dialect.
void WriteUsage(Dialect caller, const Usage& usage, json::Writer* out);

// Anthropic's says the service tier too; empty: it is not known.
void WriteAnthropicUsage(const Usage& usage, std::string_view service_tier, json::Writer* out);

}  // namespace farthing::api
