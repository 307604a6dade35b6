#include "model/provider_names.h"

#include <gtest/gtest.h>

#include "model/catalog.h"

namespace farthing::model {
namespace {

TEST(ProviderNames, OtherListsNamesAreOurs) {
  for (const char* name : {"vertex_ai", "vertex_ai-language-models", "vertex_ai-anthropic_models",
                           "vertex-ai", "google-vertex", "gcp.vertex_ai", "VertexAI"}) {
    EXPECT_EQ(CanonicalProvider(name), "vertex") << name;
  }
  EXPECT_EQ(CanonicalProvider("together_ai"), "together");
  EXPECT_EQ(CanonicalProvider("together-ai"), "together");
  EXPECT_EQ(CanonicalProvider("togetherai"), "together");
  EXPECT_EQ(CanonicalProvider("google"), "gemini");
  EXPECT_EQ(CanonicalProvider("google.generative-ai"), "gemini");
  EXPECT_EQ(CanonicalProvider("aws.bedrock"), "bedrock");
  EXPECT_EQ(CanonicalProvider("azure.ai.openai"), "azure");
  EXPECT_EQ(CanonicalProvider("deep-infra"), "deepinfra");
  EXPECT_EQ(CanonicalProvider("amazon-nova"), "amazon_nova");
  EXPECT_EQ(CanonicalProvider("x_ai"), "xai");
  EXPECT_EQ(CanonicalProvider("OpenAI"), "openai");
}

TEST(ProviderNames, ANameThatMeansNobodyElseStays) {
  EXPECT_EQ(CanonicalProvider("vertex"), "vertex");
  EXPECT_EQ(CanonicalProvider("Together"), "together");
  EXPECT_EQ(CanonicalProvider("my_own-provider"), "my_own-provider");
  EXPECT_EQ(CanonicalProvider(""), "");
}

TEST(ProviderNames, NoProviderOfTheCatalogueMeansAnother) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  for (const Model& model : catalog.models()) {
    ASSERT_EQ(CanonicalProvider(model.provider()), model.provider());
  }
}

TEST(ProviderNames, OfAFullNameTheProviderAloneChanges) {
  EXPECT_EQ(CanonicalName("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
            "together/meta-llama/Llama-3.3-70B-Instruct-Turbo");
  EXPECT_EQ(CanonicalName("together_ai"), "together_ai");
}

}  // namespace
}  // namespace farthing::model
