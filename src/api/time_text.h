#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace farthing::api {

// The three ways in which providers write times in headers. Pure; nullopt: not of that form.

// "6m0s", "1.5s", "20ms": Go's duration, as OpenAI's rate-limit resets.
std::optional<std::chrono::milliseconds> ParseGoDuration(std::string_view text);
std::string FormatGoDuration(std::chrono::milliseconds duration);

// "2026-11-23T11:38:45Z", with optional fraction and offset, as Anthropic's rate-limit resets.
std::optional<WallTime> ParseRfc3339(std::string_view text);
std::string FormatRfc3339(WallTime time);  // UTC, whole seconds rounded up: never too early

// "Mon, 23 Nov 2026 11:38:45 GMT", as retry-after.
std::optional<WallTime> ParseHttpDate(std::string_view text);

}  // namespace farthing::api
