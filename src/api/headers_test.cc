#include "api/headers.h"

#include <gtest/gtest.h>

#include <string>

#include "api/time_text.h"

namespace farthing::api {
namespace {

using std::chrono::milliseconds;

constexpr Dialect kOpenAI = Dialect::kOpenAI, kAnthropic = Dialect::kAnthropic;
const WallTime kNow{std::chrono::seconds(1'795'434'325)};  // 2026-11-23T11:45:25Z

std::string Shown(Dialect provider, Dialect caller, std::string_view name, std::string_view value) {
  const auto header = ToCaller(provider, caller, name, value, kNow);
  return header ? std::string(header->name) + ": " + header->value : "(stays)";
}

TEST(Headers, OnlyTheDialectsOwnGoUpstream) {
  for (std::string_view name :
       {"content-type", "accept", "idempotency-key", "openai-organization", "openai-beta"}) {
    EXPECT_TRUE(GoesUpstream(kOpenAI, kOpenAI, name)) << name;
  }
  EXPECT_TRUE(GoesUpstream(kAnthropic, kAnthropic, "anthropic-beta"));
  EXPECT_FALSE(GoesUpstream(kAnthropic, kOpenAI, "anthropic-beta"));
  EXPECT_FALSE(GoesUpstream(kOpenAI, kAnthropic, "openai-organization"));
  EXPECT_TRUE(GoesUpstream(kOpenAI, kAnthropic, "content-type"));
}

TEST(Headers, SecretsAndTheConnectionsNeverGoUpstream) {
  for (std::string_view name :
       {"authorization", "x-api-key", "api-key", "cookie", "host", "connection",
        "transfer-encoding", "content-length", "accept-encoding", "x-farthing-tags",
        "x-farthing-timeout-ms", "x-forwarded-for", "x-app", "proxy-authorization",
        "x-stainless-os"}) {
    EXPECT_FALSE(GoesUpstream(kOpenAI, kOpenAI, name)) << name;
    EXPECT_FALSE(GoesUpstream(kAnthropic, kAnthropic, name)) << name;
  }
}

// peers.md 13: usage was not found in gzipped streams. A caller's accept-encoding never reaches the
// provider, so that answers come as they are.
TEST(Headers, NoCallerMakesAProviderCompress) {
  for (Dialect caller : {kOpenAI, kAnthropic}) {
    for (Dialect provider : {kOpenAI, kAnthropic}) {
      EXPECT_FALSE(GoesUpstream(caller, provider, "accept-encoding"));
      EXPECT_EQ(Shown(provider, caller, "content-encoding", "gzip"), "(stays)");
    }
  }
}

TEST(Headers, OfTheSameDialectComeBackAsTheyAre) {
  EXPECT_EQ(Shown(kOpenAI, kOpenAI, "x-ratelimit-reset-tokens", "6m0s"),
            "x-ratelimit-reset-tokens: 6m0s");
  EXPECT_EQ(Shown(kAnthropic, kAnthropic, "request-id", "req_1"), "request-id: req_1");
  EXPECT_EQ(Shown(kOpenAI, kOpenAI, "x-new", "1"), "x-new: 1");
  for (std::string_view name :
       {"connection", "content-length", "content-encoding", "set-cookie", "cf-ray", "server",
        "x-farthing-model", "openai-organization", "access-control-allow-origin"}) {
    EXPECT_EQ(Shown(kOpenAI, kOpenAI, name, "x"), "(stays)") << name;
  }
}

TEST(Headers, OfTheOtherDialectChangeNameAndForm) {
  EXPECT_EQ(Shown(kOpenAI, kAnthropic, "x-request-id", "r"), "request-id: r");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "request-id", "r"), "x-request-id: r");
  EXPECT_EQ(Shown(kOpenAI, kAnthropic, "x-ratelimit-limit-requests", "60"),
            "anthropic-ratelimit-requests-limit: 60");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "anthropic-ratelimit-tokens-remaining", "9"),
            "x-ratelimit-remaining-tokens: 9");
  EXPECT_EQ(Shown(kOpenAI, kAnthropic, "x-ratelimit-reset-requests", "1m5s"),
            "anthropic-ratelimit-requests-reset: 2026-11-23T11:46:30Z");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "anthropic-ratelimit-tokens-reset", "2026-11-23T11:46:30Z"),
            "x-ratelimit-reset-tokens: 1m5s");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "anthropic-ratelimit-tokens-reset", "soon"), "(stays)");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "retry-after", "7"), "retry-after: 7");
  EXPECT_EQ(Shown(kAnthropic, kOpenAI, "anthropic-organization-id", "o"), "(stays)");
}

TEST(Headers, RetryAfterIsSecondsOrADate) {
  EXPECT_EQ(ParseRetryAfter("20", kNow), milliseconds(20'000));
  EXPECT_EQ(ParseRetryAfter("0.5", kNow), milliseconds(500));
  EXPECT_EQ(ParseRetryAfter("Mon, 23 Nov 2026 11:45:35 GMT", kNow), milliseconds(10'000));
  EXPECT_EQ(ParseRetryAfter("Mon, 23 Nov 2026 11:00:00 GMT", kNow), milliseconds(0));
  for (std::string_view bad : {"", "soon", "-1", "1e300", "nan", "12 s"}) {
    EXPECT_FALSE(ParseRetryAfter(bad, kNow)) << bad;
  }
  EXPECT_EQ(ParseRetryAfterMs("250"), milliseconds(250));
  EXPECT_FALSE(ParseRetryAfterMs("x"));
}

TEST(TimeText, ReadsAndWritesGoDurations) {
  EXPECT_EQ(ParseGoDuration("1h2m3.5s"), milliseconds(3'723'500));
  EXPECT_EQ(ParseGoDuration("20ms"), milliseconds(20));
  EXPECT_EQ(ParseGoDuration("150\u00b5s"), milliseconds(0));
  for (std::string_view bad : {"", "5", "s", "1x", "-1s", "1e99h", "1s "}) {
    EXPECT_FALSE(ParseGoDuration(bad)) << bad;
  }
  EXPECT_EQ(FormatGoDuration(milliseconds(360'000)), "6m0s");
  EXPECT_EQ(FormatGoDuration(milliseconds(3'723'000)), "1h2m3s");
  EXPECT_EQ(FormatGoDuration(milliseconds(-5)), "0ms");
}

TEST(TimeText, ReadsRfc3339WithOffsets) {
  EXPECT_EQ(ParseRfc3339("2026-11-23T11:45:25Z"), kNow);
  EXPECT_EQ(ParseRfc3339("2026-11-23T12:45:25.250+01:00"), kNow);
  for (std::string_view bad : {"", "2026-11-23", "2026-13-23T11:45:25Z", "2026-11-23T11:45:25",
                               "2026-11-23T25:45:25Z", "2026-11-23T11:45:25+1:00"}) {
    EXPECT_FALSE(ParseRfc3339(bad)) << bad;
  }
}

}  // namespace
}  // namespace farthing::api
