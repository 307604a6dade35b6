#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "api/dialect.h"
#include "api/openai_traits.h"

namespace farthing::config {

// The header a provider takes its key in.
enum class KeyHeader : uint8_t {
  kNone,           // no key needed; if one is configured it goes as kAuthorization
  kAuthorization,  // Authorization: Bearer KEY
  kXApiKey,        // x-api-key: KEY
  kApiKey,         // api-key: KEY
};

// How the path of a request follows from the base URL.
enum class PathShape : uint8_t {
  kPlain,      // BASE/chat/completions, or BASE/v1/messages in Anthropic's dialect
  kAzure,      // BASE/openai/deployments/DEPLOYMENT/chat/completions?api-version=…
  kInProcess,  // no network at all
};

// What is known of a provider before anybody configures it.
struct Preset {
  std::string_view name;
  api::Dialect dialect = api::Dialect::kOpenAI;
  std::string_view base_url;      // as the official SDKs have it; "" : the user must give it
  std::string_view key_variable;  // environment variable of the key; "" : works without a key
  KeyHeader key_header = KeyHeader::kAuthorization;
  PathShape path_shape = PathShape::kPlain;
  api::OpenAITraits openai;       // where that is its dialect
  bool has_count_tokens = false;  // offers Anthropic's /v1/messages/count_tokens
  uint16_t local_port = 0;        // where a server on this machine usually listens; 0: hosted
  std::string_view api_version;   // default of the api-version query parameter
};

// Every preset, in the order of the documentation. Static data; any thread.
std::span<const Preset> Presets();

// Null when there is no preset of that name.
const Preset* FindPreset(std::string_view name);

}  // namespace farthing::config
