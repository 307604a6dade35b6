#include "ledger/report_question.h"

#include <gtest/gtest.h>

#include "base/instant.h"

namespace farthing::ledger {
namespace {

const WallTime kNow = ParseInstant("2026-11-23T08:30:00.0001Z").value();
const WallTime kShown = ParseInstant("2026-11-23T08:30:00.001Z").value();

WallTime At(std::string_view text) { return ParseInstant(text).value(); }

TEST(ReadQuestion, TakesTheLastThirtyDaysByModel) {
  const auto question = ReadQuestion({}, kNow);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->to, kShown);
  EXPECT_EQ(question->from, kShown - std::chrono::days(30));
  EXPECT_EQ(question->by, ReportBy::kModel);
}

TEST(ReadQuestion, ReadsDatesTimesAndHowLongAgo) {
  const auto from = [](const char* text) { return ReadQuestion({.since = text}, kNow)->from; };
  EXPECT_EQ(from("2026-11-01"), At("2026-11-01T00:00:00Z"));
  EXPECT_EQ(from("2026-11-01T08:00:00+02:00"), At("2026-11-01T06:00:00Z"));
  EXPECT_EQ(from("7d"), kShown - std::chrono::days(7));
  EXPECT_EQ(from("2w"), kShown - std::chrono::days(14));
  EXPECT_EQ(from("24h"), kShown - std::chrono::hours(24));
  EXPECT_EQ(from("90m"), kShown - std::chrono::minutes(90));
  EXPECT_EQ(from("5s"), kShown - std::chrono::seconds(5));
  EXPECT_EQ(from("9000000000000000000w"), WallTime());
  const auto both = ReadQuestion({.since = "2d", .until = "1d"}, kNow);
  EXPECT_EQ(both->to - both->from, std::chrono::days(1));
}

TEST(ReadQuestion, AnEndAloneHasThirtyDaysBeforeIt) {
  const auto question = ReadQuestion({.until = "2026-02-01"}, kNow);
  EXPECT_EQ(question->from, At("2026-01-02"));
  EXPECT_EQ(ReadQuestion({.until = "1970-01-02"}, kNow)->from, WallTime());
}

TEST(ReadQuestion, KnowsEveryBy) {
  for (size_t i = 0; i < kReportBys; ++i) {
    const auto by = static_cast<ReportBy>(i);
    const auto question = ReadQuestion({.by = std::string(NameOf(by))}, kNow);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->by, by);
  }
}

TEST(ReadQuestion, NamesWhatIsWrong) {
  for (const char* text :
       {"yesterday", "7", "d", "-7d", "7y", "7d ", "", "99999999999999999999d"}) {
    const auto question = ReadQuestion({.until = text}, kNow);
    ASSERT_FALSE(question) << text;
    EXPECT_EQ(question.error().code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(question.error().param, "until");
  }
  const auto backwards = ReadQuestion({.since = "1d", .until = "2d"}, kNow);
  ASSERT_FALSE(backwards);
  EXPECT_EQ(backwards.error().param, "since");
  const auto by = ReadQuestion({.by = "colour"}, kNow);
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().message,
            "'colour' is not one of model, route, tenant, tag, tier, provider, day");
}

}  // namespace
}  // namespace farthing::ledger
