#include "api/headers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/time_text.h"

namespace farthing::api {
namespace {

using std::chrono::milliseconds;

// Sent to a provider of any dialect.
constexpr std::array<std::string_view, 2> kAlwaysUp = {"content-type", "accept"};

// Sent where caller and provider speak OpenAI; the last four are OpenRouter's and xAI's.
constexpr std::array<std::string_view, 9> kOpenAIUp = {
    "idempotency-key", "openai-organization", "openai-project",
    "openai-beta",     "x-client-request-id", "http-referer",
    "x-title",         "x-grok-conv-id",      "x-session-id"};

constexpr std::array<std::string_view, 4> kAnthropicUp = {
    "anthropic-version", "anthropic-beta", "anthropic-user-profile-id", "idempotency-key"};

// What a provider's answer keeps to itself: the connection's, the edge's, the account's.
constexpr std::array<std::string_view, 24> kStaysHere = {"connection",
                                                         "keep-alive",
                                                         "transfer-encoding",
                                                         "te",
                                                         "trailer",
                                                         "upgrade",
                                                         "proxy-connection",
                                                         "proxy-authenticate",
                                                         "proxy-authorization",
                                                         "content-length",
                                                         "content-encoding",
                                                         "date",
                                                         "server",
                                                         "set-cookie",
                                                         "alt-svc",
                                                         "strict-transport-security",
                                                         "via",
                                                         "nel",
                                                         "report-to",
                                                         "vary",
                                                         "openai-organization",
                                                         "openai-project",
                                                         "anthropic-organization-id",
                                                         "x-content-type-options"};

constexpr std::array<std::string_view, 3> kStaysHerePrefixes = {"cf-", "x-farthing-",
                                                                "access-control-"};

// Headers that mean the same to callers of both dialects.
constexpr std::array<std::string_view, 4> kCommon = {"content-type", "retry-after",
                                                     "retry-after-ms", "x-should-retry"};

struct Twin {
  std::string_view openai;
  std::string_view anthropic;
  bool is_reset = false;
};

constexpr std::array<Twin, 7> kTwins = {{
    {"x-request-id", "request-id"},
    {"x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"},
    {"x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining"},
    {"x-ratelimit-reset-requests", "anthropic-ratelimit-requests-reset", true},
    {"x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"},
    {"x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"},
    {"x-ratelimit-reset-tokens", "anthropic-ratelimit-tokens-reset", true},
}};

template <size_t N>
bool Holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Stays(std::string_view name) {
  return Holds(kStaysHere, name) ||
         std::any_of(kStaysHerePrefixes.begin(), kStaysHerePrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

std::optional<std::string> ResetValue(Dialect provider, std::string_view value, WallTime now) {
  if (provider == Dialect::kOpenAI) {
    const auto wait = ParseGoDuration(value);
    if (!wait) return std::nullopt;
    return FormatRfc3339(now + *wait);
  }
  const auto time = ParseRfc3339(value);
  if (!time) return std::nullopt;
  return FormatGoDuration(std::chrono::ceil<milliseconds>(*time - now));
}

}  // namespace

bool GoesUpstream(Dialect caller, Dialect provider, std::string_view name) {
  if (Holds(kAlwaysUp, name)) return true;
  if (caller != provider) return false;
  return caller == Dialect::kOpenAI ? Holds(kOpenAIUp, name) : Holds(kAnthropicUp, name);
}

std::optional<AnswerHeader> ToCaller(Dialect provider, Dialect caller, std::string_view name,
                                     std::string_view value, WallTime now) {
  if (provider == caller) {
    if (Stays(name)) return std::nullopt;
    return AnswerHeader{name, std::string(value)};
  }
  if (Holds(kCommon, name)) return AnswerHeader{name, std::string(value)};
  for (const Twin& twin : kTwins) {
    const bool from_openai = provider == Dialect::kOpenAI;
    if (name != (from_openai ? twin.openai : twin.anthropic)) continue;
    const std::string_view shown = from_openai ? twin.anthropic : twin.openai;
    if (!twin.is_reset) return AnswerHeader{shown, std::string(value)};
    auto reset = ResetValue(provider, value, now);
    if (!reset) return std::nullopt;
    return AnswerHeader{shown, *std::move(reset)};
  }
  return std::nullopt;
}

std::optional<milliseconds> ParseRetryAfterMs(std::string_view value) {
  double ms = 0;
  const char* end = value.data() + value.size();
  const auto [at, error] = std::from_chars(value.data(), end, ms, std::chars_format::fixed);
  if (error != std::errc() || at != end || !(ms >= 0 && ms <= 1e12)) return std::nullopt;
  return milliseconds(static_cast<int64_t>(ms));
}

std::optional<milliseconds> ParseRetryAfter(std::string_view value, WallTime now) {
  double seconds = 0;
  const char* end = value.data() + value.size();
  const auto [at, error] = std::from_chars(value.data(), end, seconds, std::chars_format::fixed);
  if (error == std::errc() && at == end && seconds >= 0 && seconds <= 1e9) {
    return milliseconds(static_cast<int64_t>(seconds * 1000));
  }
  const auto date = ParseHttpDate(value);
  if (!date) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*date - now));
}

}  // namespace farthing::api
