#include "lab/eval/catalog_eval.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "base/instant.h"
#include "base/test_folder.h"
#include "model/load_catalog.h"

namespace farthing::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kDollar = 1'000'000'000'000;  // a million tokens

class Evaluating : public ::testing::Test {
 protected:
  // What two lists say of openai/x.
  void Say(const std::string& day, const SourcePrices& litellm, const SourcePrices& portkey) {
    rounds_.push_back({.day = ParseInstant(day).value(),
                       .sources = {{"litellm", {{"openai/x", litellm}}},
                                   {"portkey-models", {{"openai/x", portkey}}}},
                       .needs_litellm = !rounds_.empty()});
  }
  CatalogEval Eval(const std::string& prices, const std::string& more = "") {
    const auto catalog = model::OwnCatalog(R"({"model":"openai/x","mode":"chat","prices":[)" +
                                           prices + "]" + more + "}\n");
    EXPECT_TRUE(catalog) << catalog.error().message;
    return catalog ? EvalCatalog(**catalog, rounds_) : CatalogEval();
  }

  std::vector<PriceRound> rounds_;
};

constexpr const char* kOneAndFour = R"({"source":"s","rates":{"input":"1","output":"4"},)"
                                    R"("above":[{"input_tokens":200000,"rates":{"input":"2"}}],)"
                                    R"("service":{"batch":{"rates":{"input":"0.5"}}}})";

TEST_F(Evaluating, IsFineWhereTheCatalogueSaysTheSame) {
  const SourcePrices said = {{"input", kDollar},
                             {"output", 4 * kDollar},
                             {"input above 200000", 2 * kDollar},
                             {"output above 200000", 4 * kDollar},  // as below
                             {"batch input", kDollar / 2}};
  Say("2026-08-06", said, said);
  const CatalogEval eval = Eval(kOneAndFour);
  EXPECT_EQ(eval.models_agreed, 1U);
  EXPECT_EQ(eval.equal, 1U);
  EXPECT_EQ(eval.lines_agreed, 5U);
  EXPECT_THAT(eval.different, IsEmpty());
}

TEST_F(Evaluating, NamesALineThatDiffers) {
  Say("2026-08-06", {{"input", kDollar}, {"cache_read", kDollar / 10}},
      {{"input", kDollar}, {"cache_read", kDollar / 10}});
  const CatalogEval eval = Eval(kOneAndFour);
  EXPECT_EQ(eval.equal, 0U);
  ASSERT_THAT(eval.different, SizeIs(1));
  EXPECT_EQ(eval.different[0].line, "cache_read");
  EXPECT_FALSE(eval.different[0].ours);
  EXPECT_THAT(EvalAsJson(eval), HasSubstr(R"("different":[{"model":"openai/x","line":"cache_read",)"
                                          R"("day":"2026-08-06","theirs":"0.1","ours":null,)"
                                          R"("sources":["litellm","portkey-models"]}])"));
}

TEST_F(Evaluating, AReasonInTheCatalogueExplains) {
  Say("2026-08-06", {{"input", 2 * kDollar}}, {{"input", 2 * kDollar}});
  const CatalogEval eval = Eval(kOneAndFour, R"(,"note":"corrected: so; kept: ours is newer")");
  EXPECT_EQ(eval.equal, 1U);
  EXPECT_THAT(eval.different, IsEmpty());
  ASSERT_THAT(eval.explained, SizeIs(1));
  EXPECT_EQ(eval.explained[0].reason, "kept: ours is newer");
}

TEST_F(Evaluating, RoundingIsNoDisagreementAndOursMayBeEither) {
  Say("2026-08-06", {{"input", kDollar}, {"output", 4 * kDollar}},
      {{"input", kDollar + kDollar / 300}, {"output", 5 * kDollar}});
  const CatalogEval eval = Eval(kOneAndFour);
  EXPECT_EQ(eval.models_disputed, 1U);  // the output
  EXPECT_EQ(eval.models_agreed, 0U);
  EXPECT_THAT(eval.different, IsEmpty());
  rounds_.clear();
  Say("2026-08-06", {{"input", kDollar}}, {{"input", kDollar + kDollar / 300}});
  EXPECT_EQ(Eval(kOneAndFour).equal, 1U);
}

TEST_F(Evaluating, EveryRoundIsHeldAgainstThePriceOfItsDay) {
  Say("2026-08-06", {{"input", kDollar}}, {{"input", kDollar}});
  Say("2026-11-01", {{"input", 2 * kDollar}}, {{"input", 2 * kDollar}});
  const std::string later = R"(,{"from":"2026-10-01","source":"s","rates":{"input":"2"}})";
  EXPECT_THAT(Eval(kOneAndFour + later).different, IsEmpty());
  const CatalogEval eval = Eval(kOneAndFour);
  ASSERT_THAT(eval.different, SizeIs(1));
  EXPECT_EQ(eval.different[0].day, ParseInstant("2026-11-01"));
}

TEST_F(Evaluating, ListsOfAnEarlierDayAreNoWitnessesOfALaterOne) {
  Say("2026-08-06", {{"input", kDollar}}, {{"input", kDollar}});
  rounds_.push_back({.day = ParseInstant("2026-11-01").value(),
                     .sources = {{"litellm", {}},
                                 {"genai-prices", {{"openai/x", {{"input", 9 * kDollar}}}}},
                                 {"portkey-models", {{"openai/x", {{"input", 9 * kDollar}}}}}},
                     .needs_litellm = true});
  EXPECT_THAT(Eval(kOneAndFour).different, IsEmpty());
}

TEST_F(Evaluating, AModelThatTheCatalogueLacksDiffers) {
  Say("2026-08-06", {{"input", kDollar}}, {{"input", kDollar}});
  const auto catalog = model::OwnCatalog(R"({"model":"openai/y","mode":"chat","prices":[]})");
  EXPECT_THAT(EvalCatalog(**catalog, rounds_).different, SizeIs(1));
}

TEST(PriceFolder, IsReadByItsMaps) {
  const TestFolder folder;
  const auto write = [&folder](const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder.path + "/" + name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  };
  EXPECT_FALSE(ReadPriceFolder(folder.path));
  EXPECT_FALSE(ReadPriceFolder(folder.path + "/nowhere"));
  const std::string map = R"({"x":{"litellm_provider":"openai","input_cost_per_token":1e-06}})";
  write("litellm_2026-11.json", map);
  write("litellm_2026-08-06.json", map);
  write("genai-prices/data.json", "[]");
  write("genai-prices/new_data/v2/data.json",
        R"([{"id":"openai","models":[{"id":"x","prices":{"input_mtok":1}}]}])");
  write("models.dev/providers/openai/models/x.toml", "[cost]\ninput = 1\n");
  write("portkey-models/pricing/openai.json",
        R"({"x":{"pricing_config":{"pay_as_you_go":{"request_token":{"price":0.0001}}}}})");
  const auto rounds = ReadPriceFolder(folder.path);
  ASSERT_TRUE(rounds) << rounds.error().message;
  ASSERT_THAT(*rounds, SizeIs(2));
  EXPECT_LT((*rounds)[0].day, (*rounds)[1].day);
  EXPECT_TRUE((*rounds)[1].needs_litellm);
  std::vector<std::string> names;
  for (const PriceSource& source : (*rounds)[0].sources) {
    names.push_back(source.name);
    EXPECT_EQ(source.readings.at("openai/x").at("input"), kDollar) << source.name;
  }
  EXPECT_THAT(names, ElementsAre("litellm", "genai-prices", "portkey-models", "models.dev"));
  write("portkey-models/pricing/groq.json", "{");
  EXPECT_THAT(ReadPriceFolder(folder.path).error().message, HasSubstr("groq.json: "));
}

}  // namespace
}  // namespace farthing::lab
