#include "ledger/spark.h"

#include <gmock/gmock.h>

#include "base/instant.h"
#include "ledger/text_table.h"

namespace farthing::ledger {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDayStart = 498'720;  // 2026-11-23, in hours
const WallTime kMidnight = *ParseInstant("2026-11-23");

std::vector<int> StepsOf(const Series& series) {
  return {series.amounts.begin(), series.amounts.end()};
}

TEST(Sparkline, IsAsHighAsTheAmounts) {
  EXPECT_EQ(Sparkline(std::vector<Wide>{0, 1, 50, 100, -7}), "·▁▄█·");
  EXPECT_EQ(Sparkline(std::vector<Wide>{0, 0}), "··");
  EXPECT_EQ(Sparkline({}), "");
}

TEST(BarOf, IsAsLongAsItsPart) {
  EXPECT_EQ(BarOf(100, 100, 4), "████");
  EXPECT_EQ(BarOf(50, 100, 5), "██▌");
  EXPECT_EQ(BarOf(1, 1'000'000, 5), "▏");
  EXPECT_EQ(BarOf(0, 100, 5), "");
  EXPECT_EQ(BarOf(-3, 100, 5), "");
}

TEST(SeriesOf, IsOfHoursInAShortPeriod) {
  const std::vector<std::pair<int64_t, Wide>> hours_of_day{{kDayStart, 1}, {kDayStart + 3, 2}};
  const Series series = SeriesOf(hours_of_day, kMidnight, kMidnight + hours(5), 40);
  EXPECT_EQ(series.step, hours(1));
  EXPECT_THAT(StepsOf(series), ElementsAre(1, 0, 0, 2, 0));
}

TEST(SeriesOf, IsOfDaysAndOfSeveralWhereTheyAreMany) {
  const std::vector<std::pair<int64_t, Wide>> amounts{
      {kDayStart + 23, 1}, {kDayStart + 24, 2}, {kDayStart + 71, 4}};
  const WallTime from = kMidnight + hours(7);
  const Series by_day = SeriesOf(amounts, from, kMidnight + hours(72), 40);
  EXPECT_EQ(by_day.step, hours(24));
  EXPECT_THAT(StepsOf(by_day), ElementsAre(1, 2, 4));
  const Series by_two = SeriesOf(amounts, from, kMidnight + hours(72), 2);
  EXPECT_EQ(by_two.step, hours(48));
  EXPECT_THAT(StepsOf(by_two), ElementsAre(3, 4));
  EXPECT_LE(SeriesOf({}, WallTime(), kMidnight, 40).amounts.size(), 40U);
  EXPECT_THAT(SeriesOf({}, from, from, 40).amounts, IsEmpty());
}

}  // namespace
}  // namespace farthing::ledger
