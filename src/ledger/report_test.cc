#include "ledger/report.h"

#include "ledger/report_fixture_test.h"

namespace farthing::ledger {
namespace {

using model::Exactness;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(ReportTest, CountsFromTheFirstMomentToBeforeTheLast) {
  Take({Row(Noon(-90), 1, 1), Row(Noon(-60), 10, 10), Row(Noon(-30), 100, 100),
        Row(Noon(0), 1000, 1000), Row(Noon(30), 10000, 10000), Row(Noon(60), 100000, 100000)});
  EXPECT_EQ(Spent(Noon(-60), Noon(60)), 11110);  // whole hours
  EXPECT_EQ(Spent(Noon(-90), Noon(60)), 11111);
  EXPECT_EQ(Spent(Noon(-89), Noon(60)), 11110);  // a part at the beginning
  EXPECT_EQ(Spent(Noon(-60), Noon(30)), 1110);   // at the end
  EXPECT_EQ(Spent(Noon(-30), Noon(31)), 11100);  // at both
  EXPECT_EQ(Spent(Noon(-45), Noon(-30)), 0);     // within an hour
  EXPECT_EQ(Spent(Noon(-45), Noon(-29)), 100);
  EXPECT_EQ(Spent(Noon(-45), Noon(10)), 1100);  // over one boundary, no whole hour
  EXPECT_EQ(Spent(Noon(0), Noon(0)), 0);
  EXPECT_EQ(Spent(Noon(30), Noon(30)), 0);
}

TEST_F(ReportTest, PartsAsAsked) {
  RequestRow other = Row(Noon(1), 30, 50);
  other.tenant = "";
  other.route = "search";
  other.provider = "anthropic";
  other.model = "claude";
  other.tier = 3;
  RequestRow next_day = Row(Noon(24 * 60), 5, 5);
  next_day.tier = 1;
  Take({Row(Noon(0), 10, 20), other, next_day});
  EXPECT_THAT(Rows(ReportBy::kModel), ElementsAre("anthropic/claude 30", "openai/gpt-5-mini 15"));
  EXPECT_THAT(Rows(ReportBy::kProvider), ElementsAre("anthropic 30", "openai 15"));
  EXPECT_THAT(Rows(ReportBy::kRoute), ElementsAre("search 30", "support 15"));
  EXPECT_THAT(Rows(ReportBy::kTenant), ElementsAre(" 30", "acme 15"));
  EXPECT_THAT(Rows(ReportBy::kTier), ElementsAre("3 30", " 10", "1 5"));
  EXPECT_THAT(Rows(ReportBy::kDay), ElementsAre("2026-11-20 40", "2026-11-21 5"));
}

TEST_F(ReportTest, TellsWhatEachHourCost) {
  Take({Row(Noon(-40), 1, 1), Row(Noon(5), 10, 10), Row(Noon(6), 100, 100), Row(Noon(130), 5, 5)});
  const int64_t noon = kNoon.time_since_epoch() / std::chrono::hours(1);
  EXPECT_THAT(Ask(Noon(-50), Noon(180)).spent_by_hour,
              ElementsAre(std::pair(noon - 1, Wide{1}), std::pair(noon, Wide{110}),
                          std::pair(noon + 2, Wide{5})));
}

TEST_F(ReportTest, ARequestCountsForEachOfItsTags) {
  RequestRow both = Row(Noon(0), 10, 10), one = Row(Noon(1), 5, 5), none = Row(Noon(2), 1, 1);
  both.tags = "env=prod,team=a";
  one.tags = "env=prod";
  Take({both, one, none});
  EXPECT_THAT(Rows(ReportBy::kTag), ElementsAre("env=prod 15", "team=a 10", " 1"));
  EXPECT_EQ(Spent(Noon(0), Noon(60)), 16);
}

// In whole hours and in parts of one alike.
TEST_F(ReportTest, UnpricedRequestsCountButAreInNoSumOfMoney) {
  RequestRow unpriced = Row(Noon(10), 7, 7), no_baseline = Row(Noon(20), 100, 100);
  unpriced.cost.exactness = Exactness::kUnpriced;
  no_baseline.baseline_exactness = Exactness::kUnpriced;
  no_baseline.savings[0] = Money::Picodollars(3);
  no_baseline.cost.estimated = true;
  no_baseline.status = 502;
  Take({Row(Noon(5), 10, 20), unpriced, no_baseline});
  for (const WallTime to : {Noon(30), Noon(60)}) {
    const Sums total = Ask(Noon(0), to).total;
    EXPECT_EQ(static_cast<int>(total.requests()), 3);
    EXPECT_EQ(static_cast<int>(total.unpriced()), 2);
    EXPECT_EQ(static_cast<int>(total.estimated()), 1);
    EXPECT_EQ(static_cast<int>(total.failed()), 1);
    EXPECT_EQ(static_cast<int>(total.actual()), 10);
    EXPECT_EQ(static_cast<int>(total.baseline()), 20);
    EXPECT_EQ(static_cast<int>(total.input_tokens()), 300);
    EXPECT_EQ(static_cast<int>(total.cached_tokens()), 120);
  }
}

TEST_F(ReportTest, EndsWhenItIsGivenUp) {
  Take({Row(Noon(1), 10, 10)});
  std::atomic<bool> given_up{false};
  const Question question{.from = Noon(0), .to = Noon(60), .given_up = &given_up};
  EXPECT_TRUE(MakeReport(path(), question).has_value());
  given_up = true;
  const Result<Report> report = MakeReport(path(), question);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::kCancelled);
}

TEST_F(ReportTest, WithoutALedgerSaysHowToGetOne) {
  const std::string nowhere = ledger_.folder() + "/nowhere/ledger.db";
  const auto nothing = MakeReport(nowhere, {.from = Noon(0), .to = Noon(1)});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(nothing.error().message, HasSubstr("start the gateway"));
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

TEST_F(ReportTest, RefusesALedgerOfALaterVersionOrNone) {
  SetSchemaVersion(ledger_.place(), 99);
  const auto later = MakeReport(path(), {.from = Noon(0), .to = Noon(1)});
  ASSERT_FALSE(later);
  EXPECT_THAT(later.error().message, HasSubstr("later version"));
}

// The sums of hours and the rows they were made of give one answer, however the period is cut.

}  // namespace
}  // namespace farthing::ledger
