#include "ledger/retention.h"

#include "base/instant.h"
#include "ledger/report_fixture_test.h"
#include "ledger/report_json.h"
#include "ledger/report_text.h"

namespace farthing::ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;
using ::testing::HasSubstr;

constexpr days kKept{10};

class RetentionTest : public ReportTest {
 protected:
  // What is due at noon of that day; the steps that it took.
  int Retain(std::string_view day, Duration keep = kKept) {
    const WallTime now = *ParseInstant(day) + hours(12);
    int steps = 0;
    for (bool done = false; !done; ++steps) {
      const Result<bool> step = RetainStep(database_, keep, now);
      CHECK(step.has_value());
      done = *step;
    }
    return steps;
  }
  int64_t Count(const std::string& what) {
    auto select = database_.Prepare("SELECT count(*) FROM " + what);
    CHECK(select.has_value() && select->Step());
    const int64_t count = select->Integer(0);
    CHECK(select->Reset().has_value());
    return count;
  }
  // At each of the day's hours one request that cost that.
  void FillDay(std::string_view day, int64_t cost) {
    std::vector<RequestRow> rows;
    for (int hour = 0; hour < 24; ++hour) {
      rows.push_back(Row(*ParseInstant(day) + hours(hour) + std::chrono::minutes(30), cost, cost));
      rows.back().attempts.resize(2);
    }
    Take(rows);
  }

  Database database_ = std::move(*Database::Open(path(), Database::Mode::kReadWrite));
};

TEST_F(RetentionTest, KeepsTheSumsOfDaysWhoseRequestsAreGone) {
  FillDay("2026-11-08", 1);
  FillDay("2026-11-09", 10);
  FillDay("2026-11-10", 100);
  Retain("2026-11-20");
  EXPECT_EQ(Count("requests"), 24);
  EXPECT_EQ(Count("attempts"), 48);
  EXPECT_EQ(Count("hours WHERE hour % 24 = 0"), 3);
  EXPECT_EQ(Count("hours"), 2 + 24);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-08"), *ParseInstant("2026-11-11")), 24 * 111);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-09"), *ParseInstant("2026-11-10")), 240);
}

TEST_F(RetentionTest, LeavesDaysThatAreNotWhollyOldEnough) {
  FillDay("2026-11-10", 1);
  EXPECT_EQ(Retain("2026-11-20"), 1);
  EXPECT_EQ(Count("requests"), 24);
  EXPECT_EQ(Retain("2026-11-20", Duration(0)), 1);  // forever
  EXPECT_EQ(Retain("2026-11-20", days(100'000)), 1);
  EXPECT_EQ(Count("hours"), 24);
}

// Before, a period that began or ended amid an hour without its requests counted nothing there.
TEST_F(RetentionTest, APeriodThatCutsThroughARolledUpDayTakesInAllOfIt) {
  FillDay("2026-11-08", 1);
  FillDay("2026-11-09", 10);
  FillDay("2026-11-10", 100);
  Retain("2026-11-20");
  const WallTime from = *ParseInstant("2026-11-08T13:45:00Z");
  const WallTime amid = *ParseInstant("2026-11-10T12:45:00Z");
  const Report into_kept_days = Ask(from, amid);
  EXPECT_EQ(static_cast<int64_t>(into_kept_days.total.actual()), 24 + 240 + 1300);
  EXPECT_EQ(into_kept_days.from, *ParseInstant("2026-11-08"));
  EXPECT_EQ(into_kept_days.to, amid);
  EXPECT_EQ(into_kept_days.rounded_before, *ParseInstant("2026-11-10"));
  EXPECT_THAT(ReportAsJson(into_kept_days), HasSubstr(R"("rounded_to_days":true)"));
  EXPECT_THAT(ReportAsText(into_kept_days, false),
              HasSubstr("in whole days, which is all that is known before 2026-11-10\n"));
  const Report one_day = Ask(from, from + hours(1));
  EXPECT_EQ(static_cast<int64_t>(one_day.total.actual()), 24);
  EXPECT_EQ(one_day.to, *ParseInstant("2026-11-09"));
  EXPECT_EQ(Ask(from, from).total.requests(), 0);
  const Report kept = Ask(*ParseInstant("2026-11-10T00:45:00Z"), amid);
  EXPECT_EQ(static_cast<int64_t>(kept.total.actual()), 1200);
  EXPECT_FALSE(kept.rounded_before);
  EXPECT_THAT(ReportAsJson(kept), HasSubstr(R"("rounded_to_days":false)"));
  EXPECT_EQ(kept.before_from, *ParseInstant("2026-11-09"));
  EXPECT_EQ(static_cast<int64_t>(kept.before.actual()), 240 + 100);
}

TEST_F(RetentionTest, ReportsAreRightAfterEachStep) {
  std::vector<RequestRow> rows;
  for (int i = 0; i < 3000; ++i) {
    rows.push_back(Row(*ParseInstant("2026-11-08") + i * std::chrono::seconds(28), 1, 1));
    rows.back().tags = "user=" + std::to_string(i % 100);
  }
  Take(rows);
  int steps = 0;
  for (bool done = false; !done; ++steps) {
    const Result<bool> step = RetainStep(database_, kKept, *ParseInstant("2026-11-20"));
    ASSERT_TRUE(step);
    done = *step;
    EXPECT_EQ(Spent(*ParseInstant("2026-11-08"), *ParseInstant("2026-11-09")), 3000);
    EXPECT_EQ(Spent(*ParseInstant("2026-11-08"), *ParseInstant("2026-11-12")), 3000);
    const auto asked = Ask(*ParseInstant("2026-11-08T03:33:33Z"), *ParseInstant("2026-11-20"));
    EXPECT_EQ(static_cast<int64_t>(asked.total.actual()), 3000);
  }
  EXPECT_GT(steps, 6);  // of 1000 requests or 500 sums each
  EXPECT_EQ(Count("hours"), 100);
}

TEST_F(RetentionTest, TakesUpWhereItWasStopped) {
  FillDay("2026-11-08", 1);
  ASSERT_TRUE(RetainStep(database_, kKept, *ParseInstant("2026-11-20")));
  Database other = std::move(*Database::Open(path(), Database::Mode::kReadWrite));
  for (bool done = false; !done;)
    done = RetainStep(other, kKept, *ParseInstant("2026-11-20")).value();
  EXPECT_EQ(Count("requests"), 0);
  EXPECT_EQ(Count("hours"), 1);
}

// As after a long time without a gateway.
TEST_F(RetentionTest, CountsRowsThatComeWhenTheirDayIsRolledUp) {
  FillDay("2026-11-08", 1);
  FillDay("2026-11-09", 1);
  Retain("2026-11-25");
  FillDay("2026-11-08", 100);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-08T10:00:00Z"), *ParseInstant("2026-11-08T11:00:00Z")),
            24 * 101);
  Retain("2026-11-25");
  EXPECT_EQ(Count("requests"), 0);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-08"), *ParseInstant("2026-11-10")), 24 * 102);
}

// What only a file has.
class SqliteRetentionTest : public RetentionTest {};

TEST_F(SqliteRetentionTest, GivesSpaceBackWhenMuchIsFree) {
  std::vector<RequestRow> rows(30'000, Row(*ParseInstant("2026-11-08"), 1, 1));
  Take(rows);
  const auto pages = [&] {
    auto select = database_.Prepare("PRAGMA page_count");
    CHECK(select.has_value() && select->Step());
    return select->Integer(0);
  };
  const int64_t before = pages();
  Retain("2026-11-20");
  EXPECT_LT(pages(), before / 2);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-08"), *ParseInstant("2026-11-09")), 30'000);
}

TEST_F(RetentionTest, SaysFromWhenOnSingleRequestsAreKept) {
  FillDay("2026-11-08", 1);
  EXPECT_TRUE(RequireSingleRequests(database_, DayOf(*ParseInstant("2020-01-01"))));
  Retain("2026-11-20");
  EXPECT_TRUE(RequireSingleRequests(database_, DayOf(*ParseInstant("2026-11-09"))));
  const Status gone = RequireSingleRequests(database_, DayOf(*ParseInstant("2026-11-08")));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(gone.error().message, HasSubstr("since 2026-11-09"));
}

TEST_F(SqliteRetentionTest, IsTriedAgainWhenTheLedgerIsLocked) {
  FillDay("2026-11-08", 1);
  Database impatient = std::move(*Database::Open(path(), Database::Mode::kReadWrite));
  ASSERT_TRUE(impatient.Execute("PRAGMA busy_timeout = 0"));
  ASSERT_TRUE(database_.Execute("BEGIN IMMEDIATE"));
  EXPECT_FALSE(RetainStep(impatient, kKept, *ParseInstant("2026-11-20")));
  ASSERT_TRUE(database_.Execute("COMMIT"));
  EXPECT_TRUE(RetainStep(impatient, kKept, *ParseInstant("2026-11-20")));
}

}  // namespace
}  // namespace farthing::ledger
