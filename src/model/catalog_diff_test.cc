#include "model/catalog_diff.h"

#include <gmock/gmock.h>

#include "model/load_catalog.h"
#include "model/price_lines.h"

namespace farthing::model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string LineOf(const std::string& name, const std::string& prices,
                   const std::string& more = "") {
  return R"({"model":")" + name + R"(","mode":"chat",)" + more + R"("prices":[)" + prices + "]}\n";
}

CatalogDiff Difference(const std::string& before, const std::string& after) {
  const auto older = OwnCatalog(before), newer = OwnCatalog(after);
  EXPECT_TRUE(older && newer);
  return older && newer ? DiffCatalogs(**older, **newer) : CatalogDiff();
}

// "FROM LINE BEFORE>AFTER" of one model's change.
std::vector<std::string> Changes(const std::string& before, const std::string& after) {
  std::vector<std::string> changes;
  const CatalogDiff diff = Difference(LineOf("a/m", before), LineOf("a/m", after));
  for (const ModelChange& model : diff.changed) {
    for (const PriceChange& price : model.prices) {
      for (const LineChange& line : price.lines) {
        changes.push_back((price.from ? DateText(*price.from) : "ever") + ' ' + line.line + ' ' +
                          line.before + '>' + line.after);
      }
    }
  }
  return changes;
}

constexpr const char* kOne = R"({"source":"s","rates":{"input":"1","output":"2"}})";

TEST(Diff, TellsNewAndGoneModels) {
  const CatalogDiff diff = Difference(LineOf("a/m", kOne) + LineOf("a/n", kOne),
                                      LineOf("a/n", kOne) + LineOf("b/o", kOne));
  EXPECT_THAT(diff.added, ElementsAre("b/o"));
  EXPECT_THAT(diff.gone, ElementsAre("a/m"));
  EXPECT_THAT(diff.changed, IsEmpty());
  EXPECT_EQ(diff.other, 0U);
}

TEST(Diff, TellsAPriceThatBeginsLater) {
  EXPECT_THAT(
      Changes(kOne,
              std::string(kOne) +
                  R"(,{"from":"2027-02-01","source":"t","rates":{"input":"3","output":"2"}})"),
      ElementsAre("2027-02-01 input 1>3"));
}

TEST(Diff, TellsAPriceThatNeverWas) {
  EXPECT_THAT(Changes(kOne, R"({"source":"s","rates":{"input":"0"}})"),
              ElementsAre("ever input 1>0", "ever output 2>"));
}

TEST(Diff, TellsAnAnnouncementThatIsWithdrawn) {
  EXPECT_THAT(
      Changes(std::string(kOne) +
                  R"(,{"from":"2027-02-01","source":"t","rates":{"input":"3","output":"2"}})",
              kOne),
      ElementsAre("2027-02-01 input 3>1"));
}

TEST(Diff, SaysAChangeOnceThatLasts) {
  const std::string later =
      R"(,{"from":"2027-02-01","source":"t","rates":{"input":"1","output":"4"}})";
  EXPECT_THAT(Changes(kOne + later, R"({"source":"s","rates":{"input":"5","output":"2"}})"
                                    R"(,{"from":"2027-02-01","source":"t","rates":{"input":"5",)"
                                    R"("output":"4"}})"),
              ElementsAre("ever input 1>5"));
}

TEST(Diff, KnowsEveryPartOfAPrice) {
  EXPECT_THAT(
      Changes(kOne,
              R"({"source":"s","rates":{"input":"1","output":"2"},)"
              R"("above":[{"input_tokens":200000,"rates":{"input":"4"}}],)"
              R"("service":{"batch":{"rates":{"input":"0.5"}},"flex":{"rates":{}}},)"
              R"("regions":{"us":"1.1"},"speed":{"fast":"6"},)"
              R"("hours":[{"days":[1,7],"from":"16:30","to":"00:05","rates":{"input":"0.2"}}],)"
              R"("fees":{"web_search":"0.01"}})"),
      ElementsAre("ever batch input >0.5", "ever fee web_search >0.01", "ever flex >as standard",
                  "ever input 16:30-00:05 on 17 >0.2", "ever input above 200000 >4",
                  "ever region us >×1.1", "ever speed fast >×6"));
}

TEST(Diff, CountsWhatIsNoPrice) {
  const CatalogDiff diff =
      Difference(LineOf("a/m", kOne), LineOf("a/m", kOne, R"("context":8192,)"));
  EXPECT_EQ(diff.other, 1U);
  EXPECT_THAT(diff.changed, IsEmpty());
}

}  // namespace
}  // namespace farthing::model
