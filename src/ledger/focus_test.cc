#include "ledger/focus.h"

#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "ledger/csv.h"
#include "ledger/filled_ledger_test.h"
#include "ledger/focus_row.h"

namespace farthing::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

// Dollars per million: 2 in, 0.5 from the cache, 10 out; twice that from 1001 input tokens on.
constexpr std::string_view kLines =
    R"({"model":"test/m","mode":"chat","prices":[{"source":"t","rates":{"input":"2","cache_read":"0.5","output":"10"},"above":[{"input_tokens":1000,"rates":{"input":"4","cache_read":"1","output":"20"}}],"service":{"batch":{"rates":{"input":"1","cache_read":"0.25","output":"5"}}}}]}
{"model":"test/fee","mode":"chat","prices":[{"source":"t","rates":{"input":"1","output":"1"},"fees":{"request":"0.005"}}]})";

constexpr Days kDays{std::chrono::sys_days(2026y / 11 / 20),
                     std::chrono::sys_days(2026y / 11 / 22)};

using Row = std::map<std::string, std::string>;

class Focus : public ::testing::Test {
 protected:
  std::vector<Row> Export(const Days& days = kDays) {
    const model::Catalog catalog = model::Catalog::Parse(kLines).value();
    const model::PriceBook prices(catalog);
    Database database = ledger_.Reader();
    EXPECT_TRUE(database.Execute("BEGIN"));
    std::ostringstream out;
    const Status exported = ExportFocus(database, prices, days, out);
    EXPECT_TRUE(exported) << exported.error().message;
    return Rows(out.str());
  }

  static std::vector<Row> Rows(const std::string& text) {
    CsvReader reader(text);
    std::vector<std::string> header, fields;
    EXPECT_TRUE(reader.Next(&header).value());
    std::vector<Row> rows;
    while (reader.Next(&fields).value()) {
      EXPECT_EQ(fields.size(), header.size());
      Row& row = rows.emplace_back();
      for (size_t i = 0; i < std::min(header.size(), fields.size()); ++i)
        row[header[i]] = fields[i];
    }
    return rows;
  }

  static int64_t Total(const std::vector<Row>& rows) {
    int64_t total = 0;
    for (const Row& row : rows) {
      const std::string& text = row.at("x_Picodollars");
      total += text.empty() ? 0 : std::stoll(text);
    }
    return total;
  }

  FilledLedger ledger_;
};

TEST_F(Focus, HasTheColumnsOfFocusInItsOrder) {
  EXPECT_TRUE(std::ranges::is_sorted(kFocusColumns.begin(), kFocusColumns.begin() + 57));
  EXPECT_EQ(kFocusColumns[56], "Tags");
  EXPECT_THAT(Export(), IsEmpty());
}

TEST_F(Focus, IsARowForEachDayModelTenantAndClass) {
  ledger_.Take({TestCall{.fresh = 100, .cache_read = 40, .output = 10, .cost = 320'000'000},
                TestCall{.time = "2026-11-20T23:59:59Z", .fresh = 100, .cost = 200'000'000},
                TestCall{.time = "2026-11-21T00:00:00Z", .fresh = 1, .cost = 2'000'000},
                TestCall{.tenant = "other", .fresh = 1, .cost = 2'000'000},
                TestCall{.time = "2026-11-22T00:00:00Z", .fresh = 1, .cost = 2'000'000}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(5));
  EXPECT_EQ(Total(rows), 524'000'000);
  const Row& fresh = rows[1];  // after cache_read
  EXPECT_EQ(fresh.at("SkuId"), "test/m:fresh");
  EXPECT_EQ(fresh.at("ConsumedQuantity"), "200");
  EXPECT_EQ(fresh.at("ConsumedUnit"), "Tokens");
  EXPECT_EQ(fresh.at("PricingQuantity"), "0.0002");
  EXPECT_EQ(fresh.at("PricingUnit"), "1000000 Tokens");
  EXPECT_EQ(fresh.at("ListUnitPrice"), "2");
  for (const char* column : {"ListCost", "EffectiveCost", "BilledCost", "ContractedCost"}) {
    EXPECT_EQ(fresh.at(column), "0.0004") << column;
  }
  EXPECT_EQ(fresh.at("ChargePeriodStart"), "2026-11-20T00:00:00Z");
  EXPECT_EQ(fresh.at("ChargePeriodEnd"), "2026-11-21T00:00:00Z");
  EXPECT_EQ(fresh.at("BillingPeriodStart"), "2026-11-01T00:00:00Z");
  EXPECT_EQ(fresh.at("BillingPeriodEnd"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(fresh.at("ChargeCategory"), "Usage");
  EXPECT_EQ(fresh.at("SubAccountId"), "acme");
  EXPECT_EQ(fresh.at("Tags"), "{}");
}

// The request's own size decides, not that of the hour's sum.
TEST_F(Focus, PricesEachAttemptInItsOwnContextTier) {
  ledger_.Take({TestCall{.fresh = 1000, .cost = 2'000'000'000},
                TestCall{.fresh = 1001, .cost = 4'004'000'000}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("BilledCost"), "0.006004");
  EXPECT_EQ(rows[0].at("ListUnitPrice"), "3.000499750125");
}

TEST_F(Focus, TellsServiceTiersAndTagsApart) {
  ledger_.Take(
      {TestCall{
           .tags = "app=a \"b\",team=x", .service_tier = "batch", .fresh = 10, .cost = 10'000'000},
       TestCall{.fresh = 10, .cost = 20'000'000}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].at("SkuPriceId"), "test/m:fresh");
  EXPECT_EQ(rows[1].at("SkuPriceId"), "test/m:fresh:batch");
  EXPECT_EQ(rows[1].at("ListUnitPrice"), "1");
  EXPECT_EQ(rows[1].at("Tags"), R"({"app":"a \"b\"","team":"x"})");
}

TEST_F(Focus, ShowsWhatTheLedgerChargedBeyondTheClassesInARowOfItsOwn) {
  ledger_.Take({TestCall{.fresh = 10, .cost = 20'000'007}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].at("x_Picodollars"), "20000000");
  EXPECT_EQ(rows[1].at("ChargeCategory"), "Adjustment");
  EXPECT_EQ(rows[1].at("BilledCost"), "0.000000000007");
  EXPECT_EQ(rows[1].at("ResourceId"), "test/m");
}

TEST_F(Focus, ShowsFeesByTheCall) {
  ledger_.Take({TestCall{.model = "fee", .fresh = 10, .cost = 5'010'000'000},
                TestCall{.model = "fee", .fresh = 10, .cost = 5'010'000'000}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1].at("SkuMeter"), "request");
  EXPECT_EQ(rows[1].at("ConsumedQuantity"), "2");
  EXPECT_EQ(rows[1].at("ConsumedUnit"), "Calls");
  EXPECT_EQ(rows[1].at("ListUnitPrice"), "0.005");
  EXPECT_EQ(rows[1].at("BilledCost"), "0.01");
}

// Attempts that were not kept, or a model that no price is known of by now.
TEST_F(Focus, SumsUpToTheLedgerWhateverTheAttemptsSay) {
  RequestRow more = RowOf({.fresh = 10, .cost = 20'000'000});
  more.cost.money = Money::Picodollars(25'000'000);
  RequestRow free = RowOf({.output = 3});
  free.attempts.clear();
  ledger_.Take({more, free, RowOf({.model = "gone", .fresh = 5, .cost = 77})});
  const std::vector<Row> rows = Export();
  EXPECT_EQ(Total(rows), 25'000'077);
  EXPECT_EQ(rows[0].at("ProviderName"), "farthing");
  EXPECT_THAT(rows[0].at("ChargeDescription"), HasSubstr("beyond the attempts"));
}

TEST_F(Focus, LeavesTheCostOfTheUnpricedEmptyAndNever0) {
  ledger_.Take({TestCall{.model = "unknown",
                         .fresh = 5,
                         .exactness = model::Exactness::kUnpriced,
                         .estimated = true}});
  const std::vector<Row> rows = Export();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("BilledCost"), "");
  EXPECT_EQ(rows[0].at("ListUnitPrice"), "");
  EXPECT_EQ(rows[0].at("x_Exactness"), "unpriced");
  EXPECT_EQ(rows[0].at("x_EstimatedTokens"), "5");
}

TEST_F(Focus, RefusesDaysWhoseAttemptsAreGone) {
  ledger_.Take({TestCall{.fresh = 1}});
  ledger_.RollUp("2026-11-21");
  EXPECT_THAT(Export({kDays.from + std::chrono::days(1), kDays.until}), IsEmpty());
  const model::Catalog catalog;
  Database database = ledger_.Reader();
  std::ostringstream out;
  const Status exported = ExportFocus(database, model::PriceBook(catalog), kDays, out);
  ASSERT_FALSE(exported);
  EXPECT_THAT(exported.error().message, HasSubstr("kept since 2026-11-21"));
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace farthing::ledger
