#pragma once

// Part of the table of settings: keys, routes, TLS, browsers. Included by settings.cc alone.

#include "base/hash.h"
#include "config/bind.h"
#include "config/config.h"
#include "config/setting.h"
#include "config/setting_bounds.h"
#include "config/shape_settings.h"
#include "config/template_settings.h"

namespace farthing::config {

// Only the hash of a secret is kept.
inline constexpr Binding kSecret = {
    .store =
        [](void* owner, Value value) {
          static_cast<Key*>(owner)->secret_sha256 = HexEncode(Sha256(std::get<std::string>(value)));
        },
    .load = [](const void*) { return std::optional<Value>(); },
};

inline constexpr Setting kKeyFields[] = {
    {.name = "name",
     .text = "What logs and metrics call it.",
     .binding = Field<&Key::name>(),
     .least = 1,
     .most = 128,
     .example = "support-app",
     .required = true},
    {.name = "tenant",
     .text = "Whom its requests belong to.",
     .binding = Field<&Key::tenant>(),
     .most = 128,
     .example = "acme",
     .default_text = "default"},
    {.name = "secret",
     .text = "What the caller sends as `Authorization: Bearer` or `x-api-key`. Only its hash is "
             "kept in memory.",
     .binding = kSecret,
     .least = 1,
     .example = "\"${SUPPORT_KEY}\"",
     .secret = true},
    {.name = "secret_sha256",
     .text = "Instead of `secret`: its SHA-256 in 64 hex digits (`printf %s SECRET | sha256sum`).",
     .binding = Field<&Key::secret_sha256>(),
     .secret = true},
    {.name = "models",
     .kind = Kind::kTextList,
     .text =
         "Models it may ask for; a trailing `*` matches any rest. A name, alias or tier that it "
         "may ask for stands for all behind it; a route's fallback is tried only where it "
         "matches, too. Empty: all.",
     .binding = Field<&Key::models>(),
     .least = 1,
     .example = "[\"openai/*\"]",
     .default_text = "all"},
    {.name = "routes",
     .kind = Kind::kTextList,
     .text = "Routes it may use. Where it has some, a request that matches none of them is refused "
             "with 403. Empty: all.",
     .binding = Field<&Key::routes>(),
     .least = 1,
     .example = "[support]",
     .default_text = "all"},
    {.name = "limits",
     .kind = Kind::kGroup,
     .text = "Limits on each of its requests, beside those of route and model.",
     .binding = Section<&Key::limits>(),
     .fields = kLimitFields},
    {.name = "may_skip_shaping",
     .kind = Kind::kBoolean,
     .text = "Whether its requests may say `x-farthing-shape: off`, and so go to the provider as "
             "they are: without limits, templates, a shorter history, narrowed documents and marks "
             "for prompt caches.",
     .binding = Field<&Key::may_skip_shaping>()},
};

inline constexpr Setting kMatchFields[] = {
    {.name = "model",
     .text = "The model as the caller wrote it; a trailing `*` matches any rest.",
     .binding = Field<&Match::model>(),
     .example = "\"gpt-4*\"",
     .default_text = "any"},
    {.name = "header",
     .kind = Kind::kTextMap,
     .text = "Request headers that must have exactly these values.",
     .binding = Field<&Match::headers>(),
     .example = "{ x-app: support }",
     .default_text = "any"},
};

inline constexpr Setting kRouteTimeoutFields[] = {
    {.name = "connect",
     .kind = Kind::kDuration,
     .text = "Connecting to the provider, TLS included.",
     .binding = Field<&Route::connect>(),
     .most = kHour,
     .example = "2s",
     .default_text = "timeout.connect"},
    {.name = "first_byte",
     .kind = Kind::kDuration,
     .text = "From the request sent to the first byte of the answer.",
     .binding = Field<&Route::first_byte>(),
     .most = kDay,
     .example = "60s",
     .default_text = "timeout.first_byte"},
    {.name = "idle",
     .kind = Kind::kDuration,
     .text = "Between two reads of the answer.",
     .binding = Field<&Route::idle>(),
     .most = kDay,
     .example = "30s",
     .default_text = "timeout.idle"},
    {.name = "total",
     .kind = Kind::kDuration,
     .text = "The whole request with all its attempts.",
     .binding = Field<&Route::total>(),
     .most = kDay,
     .example = "10m",
     .default_text = "timeout.total"},
};

inline constexpr std::string_view kPromptCacheChoices[] = {"auto", "off"};

inline constexpr Setting kRouteFields[] = {
    {.name = "name",
     .text = "What keys, logs and `x-farthing-route` call it.",
     .binding = Field<&Route::name>(),
     .least = 1,
     .most = 128,
     .example = "support",
     .required = true},
    {.name = "match",
     .kind = Kind::kGroup,
     .text = "Which requests take it; all of it must fit. Without it: every request.",
     .binding = Section<&Route::match>(),
     .fields = kMatchFields},
    {.name = "fallback",
     .kind = Kind::kTextList,
     .text = "Models tried in this order when the one asked for cannot answer.",
     .binding = Field<&Route::fallback>(),
     .least = 1,
     .example = "[anthropic/claude-haiku-4-5]",
     .default_text = "none"},
    {.name = "timeout",
     .kind = Kind::kGroup,
     .text = "Deadlines of this route.",
     .binding = Heading<Route>(),
     .fields = kRouteTimeoutFields},
    {.name = "limits",
     .kind = Kind::kGroup,
     .text = "Limits on each of its requests, beside those of key and model. With any of them, the "
             "model's own context is a limit too.",
     .binding = Section<&Route::limits>(),
     .fields = kLimitFields},
    {.name = "history",
     .kind = Kind::kGroup,
     .text = "How much of a long conversation's past is sent. Without it: all.",
     .binding = Section<&Route::history>(),
     .fields = kHistoryFields},
    {.name = "narrow",
     .kind = Kind::kGroup,
     .text = "How much of the documents that come with a request, or stand in blocks "
             "`<documents>` of its messages, is sent: the sentences that the question needs, of "
             "those that repeat no other. Without it: all.",
     .binding = Section<&Route::narrow>(),
     .fields = kNarrowFields},
    {.name = "template",
     .text = "The template of requests that name none: its system text, examples and brevity come "
             "before their messages, and its bounds on the answer hold.",
     .binding = Field<&Route::template_name>(),
     .least = 1,
     .example = "short-answer",
     .default_text = "none"},
    {.name = "squeeze",
     .kind = Kind::kTextList,
     .text = "What is taken out of texts without loss: `json`, the white space of JSON in blocks "
             "marked ```` ```json ```` and in tools' results; `blanks`, those at the ends of lines "
             "and empty lines beyond one, outside of code; `documents`, exact repeats within one "
             "message.",
     .binding = kSqueezeWords,
     .choices = kSqueezeChoices,
     .example = "[json, blanks, documents]",
     .default_text = "nothing"},
    {.name = "prompt_cache",
     .kind = Kind::kChoice,
     .text = "Marks for the provider's prompt cache: `auto` sets them where what is written is "
             "expected to be read again (docs/prompt_caches.md), `off` leaves a request as its "
             "caller marked it.",
     .binding = Field<&Route::prompt_cache>(),
     .choices = kPromptCacheChoices},
};

inline constexpr std::string_view kAbsentInRoutes[] = {"tier", "cache", "quality"};

inline constexpr Setting kTlsFields[] = {
    {.name = "cert",
     .text = "The certificate chain (PEM).",
     .binding = Field<&Tls::cert>(),
     .least = 1,
     .example = "/etc/farthing/cert.pem",
     .required = true,
     .restart = true},
    {.name = "key",
     .text = "The private key (PEM).",
     .binding = Field<&Tls::key>(),
     .least = 1,
     .example = "/etc/farthing/key.pem",
     .required = true,
     .restart = true},
};

inline constexpr Setting kCorsFields[] = {
    {.name = "origins",
     .kind = Kind::kTextList,
     .text =
         "Web pages that may call from a browser: `https://app.example.com`, or `\"*\"` for any.",
     .binding = Field<&Config::cors_origins>(),
     .least = 1,
     .example = "[https://app.example.com]",
     .default_text = "none"},
};

}  // namespace farthing::config
