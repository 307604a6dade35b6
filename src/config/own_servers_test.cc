#include "config/own_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"

namespace farthing::config {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kProviders =
    "providers: { c: { dialect: openai, base_url: \"http://127.0.0.1:1\", models: [m] } }\n";

Result<Config> LoadWith(std::string_view settings) {
  return Load(std::string(kProviders) + std::string(settings), "f.yaml", FakeEnvironment());
}

std::string ErrorOf(std::string_view settings) {
  const auto config = LoadWith(settings);
  return config ? "no error" : config.error().message;
}

TEST(OwnServers, AreProviders) {
  EXPECT_THAT(ErrorOf("routes: [{ name: r, narrow: { reranker: { provider: d } } }]"),
              HasSubstr("`d` is no provider"));
  EXPECT_THAT(ErrorOf("embedder: { remote: { provider: d, model: m } }"),
              HasSubstr("`d` is no provider"));
  EXPECT_THAT(ErrorOf("embedder: { remote: { model: m } }"), HasSubstr("provider"));
}

TEST(OwnServers, AnEmbedderOfOpenAIsDialectNeedsAModel) {
  EXPECT_THAT(ErrorOf("embedder: { remote: { provider: c } }"), HasSubstr("needs a `model`"));
  const auto tei = LoadWith("embedder: { remote: { provider: c, dialect: tei } }");
  ASSERT_TRUE(tei) << tei.error().message;
  EXPECT_EQ(tei->embedder.remote->dialect, api::EmbeddingDialect::kTei);
  EXPECT_EQ(tei->embedder.remote->batch, std::nullopt);
}

TEST(OwnServers, AnEmbedderStandsBesideItsTable) {
  const auto config = LoadWith(
      "embedder: { table: t, remote: { provider: c, model: e, dimensions: 256, batch: 16, "
      "timeout: 300ms } }");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->embedder.table, "t");
  EXPECT_EQ(config->embedder.remote->provider, "c");
  EXPECT_EQ(config->embedder.remote->model, "e");
  EXPECT_EQ(config->embedder.remote->dimensions, 256);
  EXPECT_EQ(config->embedder.remote->batch, 16);
  EXPECT_EQ(config->embedder.remote->timeout, Milliseconds(300));
  EXPECT_EQ(config->embedder.remote->dialect, api::EmbeddingDialect::kOpenAI);
}

}  // namespace
}  // namespace farthing::config
