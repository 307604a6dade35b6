#include "config/load.h"

#include <gmock/gmock.h>

namespace farthing::config {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(LoadTest, ReadsTheWholeInterface) {
  FakeEnvironment environment;
  environment.variables = {{"OPENAI_API_KEY", "sk-1"},
                           {"ANTHROPIC_API_KEY", "sk-2"},
                           {"GROQ_A", "g1"},
                           {"GROQ_B", "g2"},
                           {"SUPPORT_KEY", "hunter2"}};
  const auto config = Load(R"(
listen: 127.0.0.1:4000
data_dir: ./farthing-data
providers:
  openai:    { dialect: openai,    api_key: "${OPENAI_API_KEY}" }
  anthropic: { dialect: anthropic, api_key: "${ANTHROPIC_API_KEY}" }
  local:     { dialect: openai, base_url: http://127.0.0.1:8000/v1 }
  groq:      { preset: groq, api_keys: ["${GROQ_A}", "${GROQ_B}"], headers: {}, proxy: null, ca_file: null }
models:
  local/llama-3.1-8b: { tier: 1, context: 131072, price: { input: 0, output: 0 } }
aliases: { fast: openai/gpt-5-mini }
tiers:
  1: [anthropic/claude-haiku-4-5, openai/gpt-4o-mini]
  2: [openai/gpt-5-mini, anthropic/claude-sonnet-5]
  3: [anthropic/claude-opus-5, openai/gpt-5.6-sol]
keys:
  - { name: support-app, tenant: acme, secret: "${SUPPORT_KEY}", models: [], routes: [] }
routes:
  - name: support
    match: { model: auto, header: { X-App: support } }
    fallback: [anthropic/claude-haiku-4-5]
    timeout: { connect: 2s, first_byte: 60s, idle: 30s, total: 10m }
workers: auto
tls: null
unsupported: drop
)",
                           "farthing.yaml", environment);
  ASSERT_TRUE(config.has_value()) << config.error().message;
  ASSERT_EQ(config->providers.size(), 4u);
  EXPECT_EQ(config->providers[0].base_url, "https://api.openai.com/v1");
  EXPECT_EQ(config->providers[1].dialect, api::Dialect::kAnthropic);
  EXPECT_EQ(config->providers[2].preset, "");
  EXPECT_THAT(config->providers[3].api_keys, ElementsAre("g1", "g2"));
  EXPECT_EQ(config->models[0].name, "local/llama-3.1-8b");
  EXPECT_EQ(config->models[0].input_price, "0");
  EXPECT_THAT(config->aliases, ElementsAre(Pair("fast", "openai/gpt-5-mini")));
  EXPECT_EQ(config->tiers[2].size(), 2u);
  EXPECT_EQ(config->keys[0].secret_sha256,
            "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7");
  EXPECT_THAT(config->routes[0].match.headers, ElementsAre(Pair("x-app", "support")));
  EXPECT_EQ(config->routes[0].total, Milliseconds(600'000));
  EXPECT_FALSE(config->tls);
  EXPECT_EQ(config->workers, 0);
  EXPECT_EQ(config->unsupported, Unsupported::kDrop);
}

}  // namespace
}  // namespace farthing::config
