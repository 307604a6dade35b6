#pragma once

// Part of the table of settings: providers, models, tiers. Included by settings.cc alone.

#include "config/bind.h"
#include "config/config.h"
#include "config/price_settings.h"
#include "config/setting.h"
#include "config/setting_bounds.h"
#include "config/shape_settings.h"

namespace farthing::config {

// A provider's api_key is one more of its api_keys.
inline constexpr Binding kApiKey = {
    .store =
        [](void* owner, Value value) {
          static_cast<Provider*>(owner)->api_keys.push_back(
              std::get<std::string>(std::move(value)));
        },
    .load = [](const void*) { return std::optional<Value>(); },
};

inline constexpr Binding kApiKeys = {
    .store =
        [](void* owner, Value value) {
          auto& keys = static_cast<Provider*>(owner)->api_keys;
          for (auto& key : std::get<TextList>(value)) keys.push_back(std::move(key));
        },
    .load = Field<&Provider::api_keys>().load,
};

inline constexpr std::string_view kDialects[] = {"openai", "anthropic"};

inline constexpr Setting kProviderFields[] = {
    {.name = "preset",
     .text = "A provider that is known already: its dialect, base URL and habits. A provider named "
             "like a preset is that preset without saying so.",
     .binding = Field<&Provider::preset>(),
     .example = "groq",
     .default_text = "the provider's name, where that is a preset"},
    {.name = "dialect",
     .kind = Kind::kChoice,
     .text = "The language the provider speaks.",
     .binding = Field<&Provider::dialect>(),
     .choices = kDialects,
     .example = "openai",
     .default_text = "the preset's, else openai"},
    {.name = "base_url",
     .text =
         "Where the provider is, as its official SDK has it: with `/v1` for openai, without for "
         "anthropic.",
     .binding = Field<&Provider::base_url>(),
     .example = "https://api.groq.com/openai/v1",
     .default_text = "the preset's"},
    {.name = "api_key",
     .text = "The key sent to the provider. Best `\"${NAME}\"`, so that it is not in the file.",
     .binding = kApiKey,
     .least = 1,
     .example = "\"${GROQ_A}\"",
     .default_text = "the preset's environment variable, where the base URL is the preset's too",
     .secret = true},
    {.name = "api_keys",
     .kind = Kind::kTextList,
     .text = "Several keys; requests are spread over them, and one that is rate-limited or refused "
             "is left alone for a while.",
     .binding = kApiKeys,
     .least = 1,
     .example = "[\"${GROQ_A}\", \"${GROQ_B}\"]",
     .secret = true},
    {.name = "api_key_file",
     .text = "A file with one key a line; empty lines and lines that begin with `#` are skipped. "
             "Read at start and at each reload.",
     .binding = Field<&Provider::api_key_file>(),
     .example = "/run/secrets/groq"},
    {.name = "headers",
     .kind = Kind::kTextMap,
     .text = "Headers added to every request to the provider.",
     .binding = Field<&Provider::headers>(),
     .example = "{ x-team: support }",
     .secret = true},
    {.name = "proxy",
     .text = "An HTTP proxy on the way to the provider, `http://[user:password@]host:port`.",
     .binding = Field<&Provider::proxy>(),
     .example = "http://proxy.example.com:3128",
     .secret = true},
    {.name = "ca_file",
     .text = "Certificate authorities (PEM) trusted for this provider instead of the system's.",
     .binding = Field<&Provider::ca_file>(),
     .example = "/etc/ssl/private-ca.pem"},
    {.name = "api_version",
     .text = "Azure's `api-version` query parameter.",
     .binding = Field<&Provider::api_version>(),
     .example = "\"2024-10-21\"",
     .default_text = "the preset's"},
    {.name = "deployments",
     .kind = Kind::kTextMap,
     .text =
         "Azure: model name → deployment. A model that is not here is its own deployment's name.",
     .binding = Field<&Provider::deployments>(),
     .example = "{ gpt-4o: my-gpt-4o }"},
    {.name = "models",
     .kind = Kind::kTextList,
     .text = "The models it offers, for providers that cannot be asked.",
     .binding = Field<&Provider::models>(),
     .least = 1,
     .example = "[llama-3.3-70b]",
     .default_text = "asked of the provider"},
    {.name = "max_connections",
     .kind = Kind::kInteger,
     .text = "Connections to it that each worker keeps at most.",
     .binding = Field<&Provider::max_connections>(),
     .least = 1,
     .most = 65'535},
};

inline constexpr Setting kModelFields[] = {
    {.name = "tier",
     .kind = Kind::kInteger,
     .text = "How strong it is: 1 small, 2 medium, 3 the strongest.",
     .binding = Field<&Model::tier>(),
     .least = 1,
     .most = 3,
     .example = "1"},
    {.name = "context",
     .kind = Kind::kInteger,
     .text = "Tokens that prompt and answer may have together.",
     .binding = Field<&Model::context>(),
     .least = 1,
     .most = kMostTokens,
     .example = "131072"},
    {.name = "tokenizer",
     .kind = Kind::kText,
     .text = "What counts its tokens, instead of what is known of its family: a tokenizer.json of "
             "Hugging Face's, a FILE.tiktoken:ENCODING, or the name of a built-in encoding "
             "(docs/tokenizers.md).",
     .binding = Field<&Model::tokenizer>(),
     .example = "/etc/farthing/llama-3.1.tokenizer.json",
     .default_text = "by the catalogue"},
    {.name = "price",
     .kind = Kind::kGroup,
     .text =
         "Its price, instead of all that the catalogue says: `input` and `output`, or GPU time. "
         "Without it: the catalogue's.",
     .binding = Section<&Model::price>(),
     .fields = kPriceFields},
    {.name = "limits",
     .kind = Kind::kGroup,
     .text = "Limits on each request to it, beside those of key and route.",
     .binding = Section<&Model::limits>(),
     .fields = kLimitFields},
    {.name = "max_output_tokens",
     .kind = Kind::kInteger,
     .text = "Tokens its answer may have at most: the `max_tokens` an Anthropic request gets when "
             "its caller named none, and the bound of what a caller of the other dialect names.",
     .binding = Field<&Model::max_output_tokens>(),
     .least = 1,
     .most = kMostTokens,
     .example = "8192",
     .default_text = "default_max_tokens"},
};

inline constexpr Setting kTierFields[] = {
    {.name = "1",
     .kind = Kind::kTextList,
     .text = "Models that `tier1` stands for; the first healthy one answers.",
     .binding = Element<&Config::tiers, 0>(),
     .least = 1,
     .example = "[anthropic/claude-haiku-4-5, openai/gpt-4o-mini]"},
    {.name = "2",
     .kind = Kind::kTextList,
     .text = "Models that `tier2` stands for.",
     .binding = Element<&Config::tiers, 1>(),
     .least = 1,
     .example = "[openai/gpt-5-mini, anthropic/claude-sonnet-5]"},
    {.name = "3",
     .kind = Kind::kTextList,
     .text = "Models that `tier3` stands for.",
     .binding = Element<&Config::tiers, 2>(),
     .least = 1,
     .example = "[anthropic/claude-opus-5, openai/gpt-5.6-sol]"},
};

}  // namespace farthing::config
