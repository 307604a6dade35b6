#include "cli/model_rows.h"

#include <gmock/gmock.h>

#include "config/load.h"

namespace farthing::cli {
namespace {

constexpr std::string_view kLines =
    R"({"model":"openai/gpt-4o","mode":"chat","tier":2,"context":128000,"prices":[{"source":"list","rates":{"input":"2.5","output":"10"}},{"from":"2027-01-01","source":"list","rates":{"input":"5","output":"20"}}]}
{"model":"openai/gpt-5","mode":"chat","tier":3,"prices":[{"source":"list","rates":{"input":"1.25","output":"10"}}]}
)";

class Rows : public ::testing::Test {
 protected:
  void Read(std::string_view models) {
    const auto config = config::Load(
        "providers: { local: { base_url: http://127.0.0.1:1/v1 } }\n" + std::string(models), "f",
        config::FakeEnvironment());
    ASSERT_TRUE(config) << config.error().message;
    rows_ = ModelRows(catalog_, *config);
  }
  std::string Input(size_t row) const {
    const auto& prices = rows_.at(row).prices;
    return prices.size() == 1 ? prices[0].rates[model::RateKind::kInput]->PerMillion() : "-";
  }

  model::Catalog catalog_ = model::Catalog::Parse(kLines).value();
  std::vector<model::Card> rows_;
};

TEST_F(Rows, AreTheCataloguesWithoutAConfiguration) {
  Read("");
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].prices.size(), 2U);
}

TEST_F(Rows, TheConfigurationStandsOverTheCatalogue) {
  Read("models: { gpt-4o: { tier: 3, price: { input: 1, output: 2 } } }");
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(rows_[0].tier, 3);
  EXPECT_EQ(rows_[0].context, 128'000);
  EXPECT_EQ(Input(0), "1");
  EXPECT_EQ(rows_[0].prices[0].source, "configuration");
  EXPECT_EQ(Input(1), "1.25");
}

TEST_F(Rows, AModelOfTheConfigurationAloneComesLast) {
  Read(
      "models:\n"
      "  local/llama: { context: 8192, price: { gpu_hour: 3.6, input_tokens_per_second: 1000,\n"
      "                                         output_tokens_per_second: 100 } }\n"
      "  local/unpriced: { tier: 1 }\n");
  ASSERT_EQ(rows_.size(), 4U);
  EXPECT_EQ(rows_[2].name, "local/llama");
  EXPECT_EQ(rows_[2].context, 8192);
  EXPECT_EQ(Input(2), "1");
  EXPECT_TRUE(rows_[3].prices.empty());
}

}  // namespace
}  // namespace farthing::cli
