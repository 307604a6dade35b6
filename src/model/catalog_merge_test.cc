#include "model/catalog_merge.h"

#include <gmock/gmock.h>

#include "base/instant.h"
#include "model/load_catalog.h"
#include "model/price_lines.h"

namespace farthing::model {
namespace {

using ::testing::ElementsAre;

// A line of a model whose prices are "FROM|SOURCE|INPUT", the first without FROM.
std::string LineOf(const std::string& names, std::initializer_list<std::string_view> prices) {
  std::string line = R"({"model":")" + names + R"(,"prices":[)";
  for (const std::string_view price : prices) {
    const size_t bar = price.find('|'), second = price.find('|', bar + 1);
    const std::string from(price.substr(0, bar));
    line += from.empty() ? "{" : R"({"from":")" + from + R"(",)";
    line += R"("source":")" + std::string(price.substr(bar + 1, second - bar - 1)) +
            R"(","rates":{"input":")" + std::string(price.substr(second + 1)) +
            R"(","output":"9"}},)";
  }
  line.back() = ']';
  return line + "}\n";
}

std::string Model(std::initializer_list<std::string_view> prices) {
  return LineOf(R"(a/m","mode":"chat")", prices);
}

std::string Merged(const std::string& older, const std::string& newer) {
  const auto before = OwnCatalog(older), after = OwnCatalog(newer);
  EXPECT_TRUE(before) << before.error().message;
  EXPECT_TRUE(after) << after.error().message;
  if (!before || !after) return "";
  const auto merged = MergeCatalogs(**before, **after, ParseInstant("2027-03-03").value());
  EXPECT_TRUE(merged) << merged.error().message;
  EXPECT_TRUE(OwnCatalog(*merged));
  return merged.value_or("");
}

// The prices of a model as "FROM INPUT".
std::vector<std::string> Prices(const std::string& lines, std::string_view name = "a/m") {
  std::vector<std::string> prices;
  const auto catalog = OwnCatalog(lines);
  const model::Model* model = catalog ? (*catalog)->FindExact(name) : nullptr;
  if (model == nullptr) return {"unknown"};
  for (const PricePeriod& period : model->prices()) {
    prices.push_back((period.from ? DateText(*period.from) : "ever") + ' ' +
                     LinesOf(period).at("input"));
  }
  return prices;
}

TEST(Merging, APriceWithoutADateBeginsOnItsSourcesDay) {
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-11|1"}), Model({"|list_2027-02|2"}))),
              ElementsAre("ever 1", "2027-02-01 2"));
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-11|1"}), Model({"|contract|2"}))),
              ElementsAre("ever 1", "2027-03-03 2"));
}

TEST(Merging, WhatTheNewerFileDatesIsAsItSays) {
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-11|1", "2026-12-01|list_2026-11|2"}),
                            Model({"|list_2027-02|1", "2026-06-01|list_2027-02|3"}))),
              ElementsAre("ever 1", "2026-06-01 3"));
}

TEST(Merging, TheOlderPastStaysBeforeTheNewersReadings) {
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-08|1", "2026-10-01|list_2026-11|2"}),
                            Model({"|list_2026-11|2", "2027-02-01|list_2027-02|3"}))),
              ElementsAre("ever 1", "2026-10-01 2", "2027-02-01 3"));
}

TEST(Merging, AnUndatedPriceThatContradictsThePastIsNotBackdated) {
  // The newer file's source is younger than its own first date: of the time before it says nothing.
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-11|1"}),
                            Model({"|list_2027-02|4", "2027-01-01|list_2027-02|5"}))),
              ElementsAre("ever 1", "2027-01-01 5"));
}

TEST(Merging, ThePriceThatHoldsAlreadyIsNotSaidTwice) {
  const std::string older = Model({"|list_2026-11|1"});
  EXPECT_THAT(Prices(Merged(older, Model({"|list_2027-02|1"}))), ElementsAre("ever 1"));
  EXPECT_EQ(Merged(older, older), older);
}

// Else a file of the newest prices would count as old where few of them changed.
TEST(Merging, ThePriceThatHoldsStillIsOfTheNewerSource) {
  const std::string merged =
      Merged(Model({"|list_2026-08|1", "2026-10-01|list_2026-11|2"}), Model({"|list_2027-02|2"}));
  EXPECT_THAT(Prices(merged), ElementsAre("ever 1", "2026-10-01 2"));
  EXPECT_EQ(DateText(DateOfCatalog(merged).value()), "2027-02-01");
}

TEST(Merging, AnAnnouncedPriceThatIsWithdrawnGoes) {
  EXPECT_THAT(Prices(Merged(Model({"|list_2026-11|1", "2027-06-01|list_2026-11|2"}),
                            Model({"|list_2027-02|1"}))),
              ElementsAre("ever 1"));
}

TEST(Merging, AModelThatHasGoneKeepsItsLastPrice) {
  const std::string merged =
      Merged(Model({"|list_2026-11|1"}), LineOf(R"(b/n","mode":"chat")", {"|list_2027-02|2"}));
  EXPECT_THAT(Prices(merged), ElementsAre("ever 1"));
  EXPECT_THAT(Prices(merged, "b/n"), ElementsAre("ever 2"));
}

TEST(Merging, AModelKeepsItsPastUnderAnotherName) {
  const std::string merged =
      Merged(Model({"|list_2026-11|1"}),
             LineOf(R"(a/m-plus","mode":"chat","aliases":["a/m"])", {"|list_2027-02|2"}));
  EXPECT_THAT(Prices(merged, "a/m-plus"), ElementsAre("ever 1", "2027-02-01 2"));
  EXPECT_THAT(Prices(merged), ElementsAre("ever 1", "2027-02-01 2"));
}

TEST(Merging, NoNameOfAModelThatHasGoneIsAnothersToo) {
  const std::string merged =
      Merged(LineOf(R"(a/old","mode":"chat","aliases":["a/m","a/older"])", {"|list_2026-11|1"}),
             Model({"|list_2027-02|2"}));
  EXPECT_THAT(Prices(merged, "a/old"), ElementsAre("ever 1"));
  EXPECT_THAT(Prices(merged, "a/older"), ElementsAre("ever 1"));
  EXPECT_THAT(Prices(merged), ElementsAre("ever 1", "2027-02-01 2"));
}

TEST(Merging, AModelWithoutAPriceKeepsTheOneItHad) {
  EXPECT_THAT(
      Prices(Merged(Model({"|list_2026-11|1"}), R"({"model":"a/m","mode":"chat","prices":[]})")),
      ElementsAre("ever 1"));
}

TEST(Merging, TheShippedCatalogueWithItselfIsItself) {
  const auto catalog = Catalog::Parse(ShippedCatalog());
  const auto merged = MergeCatalogs(*catalog, *catalog, WallTime());
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(*merged, ShippedCatalog());
}

}  // namespace
}  // namespace farthing::model
