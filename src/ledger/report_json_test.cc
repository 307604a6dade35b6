#include "ledger/report_json.h"

#include <limits>

#include "json/document.h"
#include "ledger/report_csv.h"
#include "ledger/report_fixture_test.h"

namespace farthing::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(ReportTest, AStepThatLostMoneyShowsIt) {
  RequestRow row = Row(Noon(0), 25, 20);
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(4);
  row.savings[static_cast<size_t>(Step::kPromptCache)] = Money::Picodollars(-9);
  Take({row});
  const std::string json = ReportAsJson(Ask(Noon(0), Noon(60)));
  EXPECT_THAT(json, HasSubstr(R"("actual_picodollars":25,"baseline_picodollars":20,"saved":)"
                              R"({"limits":0,"template":0,"history":0,"narrow":0,)"
                              R"("prompt_cache":-9,"exact":0,"coalesced":0,"semantic":0,)"
                              R"("embedding":0,"route":4,"escalation":0,"shadow":0,"batch":0})"));
}

TEST_F(ReportTest, ComparesWithThePeriodBefore) {
  Take({Row(Noon(-120), 1, 1), Row(Noon(-90), 10, 20), Row(Noon(-1), 100, 100),
        Row(Noon(0), 1000, 1000)});
  const Report report = Ask(Noon(0), Noon(90));
  EXPECT_EQ(static_cast<int>(report.before.actual()), 110);
  EXPECT_EQ(static_cast<int>(report.before.requests()), 2);
  EXPECT_THAT(ReportAsJson(report),
              HasSubstr(R"("previous":{"from":"2026-11-20T10:30:00.000Z",)"
                        R"("to":"2026-11-20T12:00:00.000Z","requests":2,)"
                        R"("actual_picodollars":110,"baseline_picodollars":120,)"));
}

TEST_F(ReportTest, TellsCacheOutcomesAndWhatCostsMost) {
  std::vector<RequestRow> rows{Row(Noon(0), 10, 10), Row(Noon(1), 10, 10), Row(Noon(2), 0, 10)};
  rows[2].cache = "exact";
  for (int i = 1; i <= 6; ++i) {
    rows.push_back(Row(Noon(3), i, i));
    rows.back().route = "r" + std::to_string(i);
    rows.back().cache = "";
  }
  Take(rows);
  const Report report = Ask(Noon(0), Noon(60));
  EXPECT_EQ(static_cast<int>(report.cache_hits()), 1);
  EXPECT_THAT(ReportAsJson(report),
              HasSubstr(R"("cache":{"outcomes":{"none":6,"miss":2,"exact":1},"hits":1,)"
                        R"("input_tokens":900,"input_tokens_cached_by_provider":360})"));
  ASSERT_EQ(report.cost_drivers.size(), 5U);
  EXPECT_EQ(report.cost_drivers[0].route, "support");
  EXPECT_EQ(report.cost_drivers[0].tenant, "acme");
  EXPECT_EQ(report.cost_drivers[0].model, "openai/gpt-5-mini");
  EXPECT_EQ(report.cost_drivers[4].route, "r3");
}

TEST_F(ReportTest, SumsBeyondWhatARowHoldsAreExact) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Take({Row(Noon(0), kMost, kMost), Row(Noon(60), kMost, kMost), Row(Noon(125), kMost, kMost)});
  const std::string json = ReportAsJson(Ask(Noon(0), Noon(130)));
  EXPECT_THAT(json, HasSubstr(R"("actual_picodollars":27670116110564327421,)"));
  EXPECT_THAT(json, HasSubstr(R"("picodollars_per_request":9223372036854775807,)"));
}

TEST_F(ReportTest, AnEmptyPeriodIsAnAnswer) {
  Take({Row(Noon(0), 1, 1)});
  const Report report = Ask(Noon(60), Noon(120));
  EXPECT_TRUE(report.rows.empty() && report.cost_drivers.empty());
  const std::string json = ReportAsJson(report);
  EXPECT_THAT(json, HasSubstr(R"("requests":0,"actual_picodollars":0,)"));
  EXPECT_THAT(json, HasSubstr(R"("picodollars_per_request":null)"));
  EXPECT_THAT(json, HasSubstr(R"("rows":[]})"));
}

TEST_F(ReportTest, CsvQuotesWhatNeedsIt) {
  RequestRow row = Row(Noon(0), 1'500'000'000'000, 2'000'000'000'000);
  row.tenant = "a \"b\", c";
  Take({row});
  const std::string csv = ReportAsCsv(Ask(Noon(0), Noon(60), ReportBy::kTenant));
  EXPECT_THAT(csv, StartsWith("tenant,requests,failed_requests,unpriced_requests,"));
  EXPECT_THAT(csv, HasSubstr("\n\"a \"\"b\"\", c\",1,0,0,0,1.5,2,1500000000000,2000000000000,0,"));
  const size_t end_of_head = csv.find('\n');
  const auto commas = [](std::string_view text) { return std::ranges::count(text, ','); };
  EXPECT_EQ(commas(csv.substr(end_of_head)), commas(csv.substr(0, end_of_head)) + 1);
}

TEST_F(ReportTest, BrokenTextIsStillJson) {
  RequestRow row = Row(Noon(0), 1, 1);
  row.tenant = "a\xff";
  Take({row});
  const std::string json = ReportAsJson(Ask(Noon(0), Noon(60), ReportBy::kTenant));
  const auto document = json::Document::ParseBorrowed(json);
  ASSERT_TRUE(document);
  EXPECT_THAT(json, HasSubstr("\"key\":\"a\xef\xbf\xbd\""));
}

}  // namespace
}  // namespace farthing::ledger
