#include "api/models_body.h"

#include <gtest/gtest.h>

#include <vector>

namespace farthing::api {
namespace {

const ModelEntry kMini{.id = "openai/gpt-5-mini",
                       .owned_by = "openai",
                       .created = 1'750'000'000,
                       .context = 400'000,
                       .max_output_tokens = 128'000,
                       .input_price = "0.25",
                       .output_price = "2"};
const ModelEntry kTier{.id = "tier1", .owned_by = "farthing", .display_name = "Tier 1"};

TEST(ModelsBody, OfOpenAI) {
  const std::vector<ModelEntry> models = {kMini, kTier};
  EXPECT_EQ(
      ModelsBody(Dialect::kOpenAI, models),
      R"({"object":"list","data":[{"id":"openai/gpt-5-mini","object":"model","created":1750000000,"owned_by":"openai",)"
      R"("context_length":400000,"max_output_tokens":128000,"pricing":{"input_per_million_usd":"0.25","output_per_million_usd":"2"}},)"
      R"({"id":"tier1","object":"model","created":0,"owned_by":"farthing"}]})");
}

TEST(ModelsBody, OfAnthropic) {
  const std::vector<ModelEntry> models = {kTier};
  EXPECT_EQ(
      ModelsBody(Dialect::kAnthropic, models),
      R"({"data":[{"type":"model","id":"tier1","display_name":"Tier 1","created_at":"1970-01-01T00:00:00Z"}],"has_more":false,"first_id":"tier1","last_id":"tier1"})");
  EXPECT_EQ(ModelsBody(Dialect::kAnthropic, {}),
            R"({"data":[],"has_more":false,"first_id":null,"last_id":null})");
}

TEST(ModelsBody, OfOneModel) {
  EXPECT_EQ(ModelBody(Dialect::kOpenAI, kTier),
            R"({"id":"tier1","object":"model","created":0,"owned_by":"farthing"})");
  EXPECT_EQ(
      ModelBody(Dialect::kAnthropic, kMini).substr(0, 116),
      R"({"type":"model","id":"openai/gpt-5-mini","display_name":"openai/gpt-5-mini","created_at":"2025-06-15T15:06:40Z","con)");
}

}  // namespace
}  // namespace farthing::api
