#include "base/instant.h"

#include <gtest/gtest.h>

#include "base/timestamp.h"

namespace farthing {
namespace {

std::string Read(std::string_view text) {
  const std::optional<WallTime> time = ParseInstant(text);
  if (!time) return "nothing";
  std::string out;
  AppendTimestamp(*time, &out);
  return out;
}

TEST(Instant, IsADateOrATimeWithItsOffset) {
  EXPECT_EQ(Read("2026-11-01"), "2026-11-01T00:00:00.000Z");
  EXPECT_EQ(Read("2026-11-01T12:34:56Z"), "2026-11-01T12:34:56.000Z");
  EXPECT_EQ(Read("2026-11-01t12:34:56.1259z"), "2026-11-01T12:34:56.125Z");
  EXPECT_EQ(Read("2026-11-01 00:30:00+01:00"), "2026-10-31T23:30:00.000Z");
  EXPECT_EQ(Read("2024-02-29T23:00:00-05:30"), "2024-03-01T04:30:00.000Z");
  EXPECT_EQ(Read("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00.000Z");
}

TEST(Instant, NothingElse) {
  for (const char* wrong :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-11-1", "2026-11-01T", "2026-11-01T12:34:56",
        "2026-11-01T12:34Z", "2026-11-01T24:00:00Z", "2026-11-01T12:34:56.Z", "2026-11-01Z",
        "2026-11-01T12:34:56+0100", "2026-11-01T12:34:56Z ", "1969-12-31", "2262-01-01"}) {
    EXPECT_EQ(Read(wrong), "nothing") << wrong;
  }
}

}  // namespace
}  // namespace farthing
