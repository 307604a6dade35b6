#include "lab/eval/price_sources.h"

#include <gmock/gmock.h>

#include "base/instant.h"

namespace farthing::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr int64_t kDollar = 1'000'000'000'000;  // a million tokens

TEST(Sources, LiteLLMHasDollarsAToken) {
  const auto readings = ReadLiteLLM(R"({
    "sample_spec": {"input_cost_per_token": 0},
    "gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 1e-06,
      "input_cost_per_token_above_200k_tokens": 2e-06, "input_cost_per_token_batches": 5e-07,
      "input_cost_per_token_priority": 9e-06, "cache_read_input_token_cost": 0,
      "cache_creation_input_token_cost_above_1hr": 3e-06, "output_cost_per_token": 4e-06},
    "vertex_ai/claude-x@1": {"litellm_provider": "vertex_ai-anthropic_models",
      "input_cost_per_token": 1e-06},
    "openai/gpt-x-named": {"litellm_provider": "openai", "input_cost_per_token": 1e-06},
    "gpt-x-named": {"litellm_provider": "openai", "input_cost_per_token": 7e-06},
    "azure_ai/gpt-x": {"litellm_provider": "azure_ai", "input_cost_per_token": 8e-06},
    "gpt-image": {"litellm_provider": "openai", "output_cost_per_image": 0.1}
  })");
  ASSERT_TRUE(readings) << readings.error().message;
  EXPECT_THAT(
      *readings,
      ElementsAre(Pair("openai/gpt-x", UnorderedElementsAre(Pair("input", kDollar),
                                                            Pair("input above 200000", 2 * kDollar),
                                                            Pair("batch input", kDollar / 2),
                                                            Pair("cache_write_1h", 3 * kDollar),
                                                            Pair("output", 4 * kDollar))),
                  Pair("openai/gpt-x-named", ElementsAre(Pair("input", kDollar))),
                  Pair("vertex/claude-x@1", ElementsAre(Pair("input", kDollar)))));
}

TEST(Sources, GenaiPricesHaveDatesTiersAndNames) {
  const auto readings = ReadGenaiPrices(R"([{"id": "google", "models": [
      {"id": "x", "match": {"or": [{"equals": "x-001"}, {"starts_with": "x-"}]}, "prices": [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_date": "2026-08-01"},
         "prices": {"input_mtok": {"base": 2, "tiers": [{"start": 200000, "price": 4}]}}},
        {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 3}}]},
      {"id": "by-hour", "match": {"equals": "by-hour"}, "prices": [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_time": "00:30:00Z"}, "prices": {"input_mtok": 2}}]}]}])",
                                        ParseInstant("2026-08-06").value());
  ASSERT_TRUE(readings) << readings.error().message;
  const auto prices =
      ElementsAre(Pair("input", 2 * kDollar), Pair("input above 200000", 4 * kDollar));
  EXPECT_THAT(*readings, ElementsAre(Pair("gemini/x", prices), Pair("gemini/x-001", prices),
                                     Pair("vertex/x", prices), Pair("vertex/x-001", prices)));
}

TEST(Sources, PortkeyHasCentsAToken) {
  const auto readings = ReadPortkey("openai", R"({
    "default": {"pricing_config": {"pay_as_you_go": {"request_token": {"price": 1}}}},
    "unpriced": {"pricing_config": {"pay_as_you_go": {"request_token": {"price": 0}}}},
    "x": {"pricing_config": {"pay_as_you_go": {"request_token": {"price": 0.0001},
            "response_token": {"price": 0.0004},
            "additional_units": {"cache_write_1h": {"price": 0.0002}}},
          "batch_config": {"request_token": {"price": 0.00005}}},
      "custom_pricing": {"context_tier_map": {"0": "low", "272000": "high"},
        "regions": {"default": {"execution_modes": {"standard": {"context_tiers": {
          "high": {"pricing_config": {"pay_as_you_go": {"request_token": {"price": 0.0002}}}}
        }}}}}}}
  })");
  ASSERT_TRUE(readings) << readings.error().message;
  EXPECT_THAT(*readings,
              ElementsAre(Pair("openai/x", UnorderedElementsAre(
                                               Pair("input", kDollar), Pair("output", 4 * kDollar),
                                               Pair("cache_write_1h", 2 * kDollar),
                                               Pair("batch input", kDollar / 2),
                                               Pair("input above 272000", 2 * kDollar)))));
}

TEST(Sources, ModelsDevHasItsPricesInOneTable) {
  EXPECT_THAT(ReadModelsDev("input = 9\n[cost]\r\ninput = 1.00 # a comment\noutput=4\n"
                            "cache_write = 0\nreasoning = 5\n[[cost.tiers]]\ninput = 2\n"
                            "[limit]\ncontext = 1_000\n"),
              ElementsAre(Pair("input", kDollar), Pair("output", 4 * kDollar)));
  EXPECT_THAT(ReadModelsDev(""), IsEmpty());
}

TEST(Sources, WhatIsNoJsonIsAnError) {
  EXPECT_FALSE(ReadLiteLLM("{"));
  EXPECT_FALSE(ReadGenaiPrices("[", WallTime()));
  EXPECT_FALSE(ReadPortkey("openai", ""));
}

}  // namespace
}  // namespace farthing::lab
