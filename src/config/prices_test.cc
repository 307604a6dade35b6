#include "config/prices.h"

#include <gmock/gmock.h>

#include "config/describe.h"
#include "config/load.h"

namespace farthing::config {
namespace {

using model::RateKind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<model::PriceOverride> Read(const std::string& price) {
  const auto config = Load(
      "providers: { local: { base_url: http://127.0.0.1:8000/v1 } }\n"
      "models: { local/m: { price: " +
          price + " } }",
      "f", FakeEnvironment());
  EXPECT_TRUE(config) << config.error().message;
  return config ? PriceOverrides(*config) : std::vector<model::PriceOverride>();
}

std::string PerMillion(const std::vector<model::PriceOverride>& prices, RateKind kind) {
  if (prices.size() != 1 || !prices[0].rates[kind]) return "-";
  return prices[0].rates[kind]->PerMillion();
}

TEST(PricesTest, EveryRateOfTheCatalogueIsASettingOfItsName) {
  for (size_t i = 0; i < model::kRateKinds; ++i) {
    const auto kind = static_cast<RateKind>(i);
    const std::string name(NameOf(kind));
    EXPECT_TRUE(Explain("models.price." + name)) << name;
    const std::string also = i == 0 || kind == RateKind::kOutput ? "" : ", " + name + ": 0.375";
    const auto prices = Read("{ input: 0.375, output: 0.375" + also + " }");
    EXPECT_EQ(PerMillion(prices, kind), "0.375") << name;
  }
}

TEST(PricesTest, WhatIsNotSetStaysUnknownAndZeroIsAPrice) {
  const auto prices = Read("{ input: 0, output: 1.5, cache_read: 0 }");
  EXPECT_EQ(PerMillion(prices, RateKind::kInput), "0");
  EXPECT_EQ(PerMillion(prices, RateKind::kCacheRead), "0");
  EXPECT_EQ(PerMillion(prices, RateKind::kCacheWrite), "-");
  EXPECT_THAT(prices[0].fees, IsEmpty());
  EXPECT_THAT(Read("{}"), IsEmpty());
  EXPECT_THAT(Read("null"), IsEmpty());
}

TEST(PricesTest, AModelBilledByTheCallNeedsNoPriceOfTokens) {
  const auto prices = Read("{ fees: { request: 0.002 } }");
  ASSERT_THAT(prices, SizeIs(1));
  EXPECT_EQ(PerMillion(prices, RateKind::kInput), "-");
  EXPECT_EQ(FormatUsd(prices[0].fees[0].second), "0.002");
}

TEST(PricesTest, FeesAreDollarsACall) {
  const auto prices = Read("{ input: 1, output: 2, fees: { web_search: 0.01, request: 0 } }");
  ASSERT_THAT(prices, SizeIs(1));
  ASSERT_THAT(prices[0].fees, SizeIs(2));
  EXPECT_EQ(prices[0].fees[1].first, "web_search");
  EXPECT_EQ(FormatUsd(prices[0].fees[1].second), "0.01");
  EXPECT_EQ(FormatUsd(prices[0].fees[0].second), "0");
}

// 2.49 × 2 / 3600 = 0.00138333… dollars a second; over 20,000 and 1,500 tokens.
TEST(PricesTest, GpuTimeIsARatePerTokenRoundedHalfUp) {
  const auto prices = Read(
      "{ gpu_hour: 2.49, gpus: 2, input_tokens_per_second: 20000, "
      "output_tokens_per_second: 1500, cache_read: 0 }");
  EXPECT_EQ(PerMillion(prices, RateKind::kInput), "0.069166666667");
  EXPECT_EQ(PerMillion(prices, RateKind::kOutput), "0.922222222222");
  EXPECT_EQ(PerMillion(prices, RateKind::kCacheRead), "0");
}

TEST(PricesTest, GpuTimeMayBeThePriceOfInputAlone) {
  const auto prices = Read("{ gpu_hour: 3.6, input_tokens_per_second: 1000, output: 0 }");
  EXPECT_EQ(PerMillion(prices, RateKind::kInput), "1");
  EXPECT_EQ(PerMillion(prices, RateKind::kOutput), "0");
}

TEST(PricesTest, OnlyModelsWithAPriceAreListed) {
  const auto config = Load("models: { a: { tier: 1 }, b: { price: { input: 0, output: 0 } } }", "f",
                           FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  const auto prices = PriceOverrides(*config);
  ASSERT_THAT(prices, SizeIs(1));
  EXPECT_EQ(prices[0].name, "b");
}

TEST(PricesTest, TheSchemaTakesAFeeAsANumber) {
  const std::string schema = JsonSchema();
  const size_t fees = schema.find("\"fees\":{");
  ASSERT_NE(fees, std::string::npos);
  EXPECT_THAT(schema.substr(fees, 600), HasSubstr(R"({"type":"number","minimum":0})"));
}

}  // namespace
}  // namespace farthing::config
