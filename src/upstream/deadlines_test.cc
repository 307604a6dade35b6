#include "upstream/deadlines.h"

#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

using namespace std::chrono_literals;

const config::Timeouts kDefaults{.connect = 2s, .first_byte = 60s, .idle = 30s, .total = 600s};

TEST(Deadlines, TheRouteOverridesOneByOne) {
  config::Route route;
  route.first_byte = 5s;
  route.idle = 0ms;
  const config::Timeouts timeouts = EffectiveTimeouts(kDefaults, &route, "").value();
  EXPECT_EQ(timeouts.connect, 2s);
  EXPECT_EQ(timeouts.first_byte, 5s);
  EXPECT_EQ(timeouts.idle, 600s);  // none of its own: the total's
  EXPECT_EQ(timeouts.total, 600s);
}

TEST(Deadlines, TheHeaderShortensEveryPart) {
  const config::Timeouts timeouts = EffectiveTimeouts(kDefaults, nullptr, "1500").value();
  EXPECT_EQ(timeouts.total, 1500ms);
  EXPECT_EQ(timeouts.connect, 1500ms);
  EXPECT_EQ(timeouts.first_byte, 1500ms);
  EXPECT_EQ(timeouts.idle, 1500ms);
}

TEST(Deadlines, TheHeaderCannotOutlastTheConfiguration) {
  EXPECT_EQ(EffectiveTimeouts(kDefaults, nullptr, "999999999")->total, 600s);
  config::Timeouts unlimited = kDefaults;
  unlimited.total = 0ms;
  EXPECT_EQ(EffectiveTimeouts(unlimited, nullptr, "700000")->total, 700s);
}

TEST(Deadlines, AnUnusableHeaderIsTheCallersFault) {
  for (const char* header : {"0", "-1", "1.5", "10s", "", "99999999999999999999"}) {
    const auto timeouts = EffectiveTimeouts(kDefaults, nullptr, header);
    if (*header == '\0') {
      EXPECT_TRUE(timeouts.has_value());
      continue;
    }
    ASSERT_FALSE(timeouts) << header;
    EXPECT_EQ(timeouts.error().code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(timeouts.error().param, "x-farthing-timeout-ms");
  }
}

TEST(Deadlines, ZeroMeansNone) {
  const MonotonicTime start{1h};
  EXPECT_EQ(DeadlineAfter(start, 0ms), MonotonicTime::max());
  EXPECT_EQ(DeadlineAfter(start, 5ms), start + 5ms);
  EXPECT_GT(DeadlineAfter(start, config::Milliseconds::max()), start);
}

}  // namespace
}  // namespace farthing::upstream
