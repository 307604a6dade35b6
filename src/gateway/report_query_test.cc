#include "gateway/report_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/instant.h"

namespace farthing::gateway {
namespace {

using ledger::ReportBy;
using ::testing::HasSubstr;

WallTime Moment(std::string_view text) { return ParseInstant(text).value(); }

const WallTime kNow = Moment("2026-11-20T12:00:00Z");

TEST(ReportQuery, WithoutParametersIsTheLastThirtyDaysByModel) {
  const auto question = ReadReportQuery("", kNow);
  ASSERT_TRUE(question.has_value());
  EXPECT_EQ(question->from, kNow - std::chrono::days(30));
  EXPECT_EQ(question->to, kNow);
  EXPECT_EQ(question->by, ReportBy::kModel);
}

TEST(ReportQuery, ParametersAreThoseOfTheCommandPercentDecoded) {
  const auto question = ReadReportQuery("since=2026-11-01T08%3A00%3A00Z&until=24h&by=%74ag&", kNow);
  ASSERT_TRUE(question.has_value());
  EXPECT_EQ(question->from, Moment("2026-11-01T08:00:00Z"));
  EXPECT_EQ(question->to, kNow - std::chrono::hours(24));
  EXPECT_EQ(question->by, ReportBy::kTag);
}

TEST(ReportQuery, SaysWhatIsWrongAndWhatToDo) {
  const struct {
    std::string_view query, param, message;
  } rows[] = {
      {"since=yesterday", "since", "write a date"},
      {"until=", "until", "write a date"},
      {"until", "until", "write a date"},
      {"by=colour", "by", "model, route, tenant"},
      {"since=1h&until=2h", "since", "earlier since"},
      {"sine=7d", "sine", "there are since, until and by"},
      {"=7d", "", "there are since, until and by"},
      {"by=day&by=tag", "by", "once"},
  };
  for (const auto& row : rows) {
    const auto question = ReadReportQuery(row.query, kNow);
    ASSERT_FALSE(question.has_value()) << row.query;
    EXPECT_EQ(question.error().code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(question.error().param, row.param) << row.query;
    EXPECT_THAT(question.error().message, HasSubstr(row.message)) << row.query;
  }
}

}  // namespace
}  // namespace farthing::gateway
