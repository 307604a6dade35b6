#include "config/load.h"

#include <gmock/gmock.h>

#include "config/access.h"

namespace farthing::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
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
baseline: openai/gpt-5.6-sol
keys:
  - { name: support-app, tenant: acme, secret: "${SUPPORT_KEY}", models: [], routes: [] }
routes:
  - name: support
    match: { model: auto, header: { X-App: support } }
    fallback: [anthropic/claude-haiku-4-5]
    timeout: { connect: 2s, first_byte: 60s, idle: 30s, total: 10m }
ledger: { retention: 400d, postgres: null }
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
  EXPECT_EQ(config->models[0].price.rates[0], "0");
  EXPECT_THAT(config->aliases, ElementsAre(Pair("fast", "openai/gpt-5-mini")));
  EXPECT_EQ(config->tiers[2].size(), 2u);
  EXPECT_EQ(config->baseline, "openai/gpt-5.6-sol");
  EXPECT_EQ(config->ledger.retention, std::chrono::days(400));
  EXPECT_FALSE(config->ledger.postgres);
  EXPECT_EQ(config->keys[0].secret_sha256,
            "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7");
  EXPECT_THAT(config->routes[0].match.headers, ElementsAre(Pair("x-app", "support")));
  EXPECT_EQ(config->routes[0].total, Milliseconds(600'000));
  EXPECT_FALSE(config->tls);
  EXPECT_EQ(config->workers, 0);
  EXPECT_EQ(config->unsupported, Unsupported::kDrop);
}

std::string MessageOf(std::string_view text, const FakeEnvironment& environment = {}) {
  const auto config = Load(text, "f.yaml", environment);
  return config ? "" : config.error().message;
}

TEST(LoadTest, WithoutAFileTheEnvironmentsKeysAreProviders) {
  FakeEnvironment environment;
  environment.variables = {{"ANTHROPIC_API_KEY", "sk-ant"}, {"GEMINI_API_KEY", ""}};
  const auto config = DefaultConfig(environment);
  ASSERT_TRUE(config);
  ASSERT_EQ(config->providers.size(), 1u);
  EXPECT_EQ(config->providers[0].name, "anthropic");
  EXPECT_EQ(config->providers[0].dialect, api::Dialect::kAnthropic);
  EXPECT_THAT(config->providers[0].api_keys, ElementsAre("sk-ant"));
  EXPECT_TRUE(DefaultConfig(FakeEnvironment())->providers.empty());
}

TEST(LoadTest, DiscoveryIsOffWhereAProviderIsNamedOrTheFileSaysSo) {
  FakeEnvironment environment;
  environment.variables = {{"ANTHROPIC_API_KEY", "sk-ant"}};
  EXPECT_EQ(Load("providers: { ollama: }", "f", environment)->providers.size(), 1u);
  EXPECT_TRUE(Load("discover: false", "f", environment)->providers.empty());
}

TEST(LoadTest, AProviderNamedLikeAPresetIsThatPreset) {
  FakeEnvironment environment;
  environment.variables = {{"GROQ_API_KEY", "gsk"}};
  const auto config = Load("providers: { groq: , mine: { preset: ollama } }", "f", environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->providers[0].base_url, "https://api.groq.com/openai/v1");
  EXPECT_THAT(config->providers[0].api_keys, ElementsAre("gsk"));
  EXPECT_EQ(config->providers[1].preset, "ollama");
  EXPECT_EQ(config->providers[1].base_url, "http://127.0.0.1:11434/v1");
}

TEST(LoadTest, TheSandboxSpeaksEitherDialectWithoutABaseUrl) {
  const auto config =
      Load("providers: { mine: { preset: sandbox, dialect: anthropic } }", "f", FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->providers[0].dialect, api::Dialect::kAnthropic);
}

TEST(LoadTest, AKeyOfTheEnvironmentIsNotSentToAnotherAddress) {
  FakeEnvironment environment;
  environment.variables = {{"OPENAI_API_KEY", "sk-1"}};
  const auto config =
      Load("providers: { openai: { base_url: http://127.0.0.1:9/v1/ } }", "f", environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->providers[0].base_url, "http://127.0.0.1:9/v1");
  EXPECT_TRUE(config->providers[0].api_keys.empty());
}

TEST(LoadTest, KeysComeFromAllTheirSettings) {
  FakeEnvironment environment;
  environment.files = {{"/keys", "three\n\n# no key\r\n  four \r\n"}};
  const auto config =
      Load("providers: { openai: { api_key: one, api_keys: [two], api_key_file: /keys } }", "f",
           environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_THAT(config->providers[0].api_keys, ElementsAre("one", "two", "three", "four"));
}

TEST(LoadTest, AVariableIsReplacedOnceAndNeverBecomesStructure) {
  FakeEnvironment environment;
  environment.variables = {{"A", "${B}: [x"}, {"N", "3"}};
  const auto config = Load("data_dir: \"$1-${A}-$\"\nworkers: ${N}", "f", environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->data_dir, "$1-${B}: [x-$");
  EXPECT_EQ(config->workers, 3);
}

TEST(LoadTest, AnEmptySecretFromTheEnvironmentIsRefused) {
  FakeEnvironment environment;
  environment.variables = {{"EMPTY", ""}};
  EXPECT_THAT(MessageOf("keys: [{ name: a, secret: \"${EMPTY}\" }]", environment),
              HasSubstr("f.yaml:1:27: `keys[0].secret` is empty"));
}

TEST(LoadTest, NoMessageRepeatsASecret) {
  EXPECT_THAT(MessageOf("keys: [{ name: a, secret: hush }, { name: b, secret: hush }]"),
              Not(HasSubstr("hush")));
  EXPECT_THAT(MessageOf("providers: { openai: { api_key: \"hush\\n\" } }"),
              AllOf(HasSubstr("line break"), Not(HasSubstr("hush"))));
}

TEST(LoadTest, NullMeansTheDefaultEverywhere) {
  const auto config = Load("listen: null\nkeys: ~\nretry:\nserver: { max_body: null }\ntls:", "f",
                           FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->listen, Config().listen);
  EXPECT_EQ(config->server.max_body_bytes, Server().max_body_bytes);
  EXPECT_FALSE(config->tls);
}

TEST(LoadTest, TheLedgerMayKeepItsRowsForever) {
  const auto config =
      Load("ledger: { retention: forever, postgres: \"host=/run/pg dbname=farthing\" }", "f",
           FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->ledger.retention, Milliseconds(0));
  EXPECT_EQ(config->ledger.postgres, "host=/run/pg dbname=farthing");
  EXPECT_EQ(Config().baseline, "");
}

TEST(LoadTest, LimitsStandAtRoutesKeysAndModels) {
  const auto config = Load(R"(
models: { small: { limits: { images: 0 } } }
providers: { c: { dialect: openai, base_url: "http://127.0.0.1:1", models: [m] } }
keys: [{ name: k, secret: s, limits: { reasoning_effort: low, output_tokens: 256 } }]
routes:
  - name: support
    limits: { input_tokens: 8000, output_tokens: 512, on_excess: trim }
    history: { keep_last: 3, strategy: recent, step: 10 }
    narrow: { budget: 1500, reranker: { provider: c, dialect: tei, timeout: 300ms } }
  - name: open
)",
                           "f.yaml", FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->models[0].limits->images, 0);
  EXPECT_EQ(config->keys[0].limits->reasoning_effort, Effort::kLow);
  EXPECT_EQ(config->keys[0].limits->input_tokens, std::nullopt);
  const Route& route = config->routes[0];
  EXPECT_EQ(route.limits->input_tokens, 8000);
  EXPECT_EQ(route.limits->on_excess, OnExcess::kTrim);
  EXPECT_EQ(route.history->budget, 2000);
  EXPECT_EQ(route.history->keep_last, 3);
  EXPECT_EQ(route.history->step, 10);
  EXPECT_EQ(route.history->strategy, HistoryStrategy::kRecent);
  EXPECT_EQ(route.narrow->budget, 1500);
  EXPECT_EQ(route.narrow->reranker->provider, "c");
  EXPECT_EQ(route.narrow->reranker->dialect, api::RerankDialect::kTei);
  EXPECT_EQ(route.narrow->reranker->timeout, Milliseconds(300));
  EXPECT_FALSE(config->routes[1].limits);
  EXPECT_FALSE(config->routes[1].history);
  EXPECT_FALSE(config->routes[1].narrow);
}

TEST(LoadTest, ReadsWhereTheEmbeddersTableIs) {
  const auto config = Load("embedder: { table: models/potion }", "f.yaml", FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->embedder.table, "models/potion");
  EXPECT_EQ(DefaultConfig(FakeEnvironment())->embedder.table, "");
}

TEST(LoadTest, TheBaselineMayBeAnAlias) {
  EXPECT_EQ(MessageOf("aliases: { best: gpt-5.6-sol }\nbaseline: best"), "");
}

TEST(LoadTest, AModelWithASlashOfItsOwnMayBeListedByItsProvider) {
  EXPECT_EQ(MessageOf("providers: { vllm: { models: [meta/llama] } }\n"
                      "aliases: { llama: meta/llama }"),
            "");
}

TEST(LoadTest, AFileThatIsNotThereIsOneSentence) {
  const auto config = LoadFile("/nowhere/f.yaml", SystemEnvironment());
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message,
            "cannot read /nowhere/f.yaml: No such file or directory; name a file that is there and "
            "that farthing may read");
}

TEST(LoadTest, TheSandboxBecomesTheTiersWhereThereAreNone) {
  Config config;
  AddSandbox(config);
  EXPECT_EQ(config.providers[0].preset, "sandbox");
  EXPECT_THAT(config.tiers[2], ElementsAre("sandbox/large"));
  config.tiers[0] = {"mine/small"};
  AddSandbox(config);
  EXPECT_THAT(config.tiers[0], ElementsAre("mine/small"));
}

TEST(ExposureTest, AnAddressGivenLaterIsCheckedToo) {
  Config config;
  EXPECT_TRUE(CheckExposure(config));
  config.listen = {"0.0.0.0:4000"};
  EXPECT_THAT(CheckExposure(config).error().message, HasSubstr("add keys"));
  config.keys.emplace_back();
  EXPECT_TRUE(CheckExposure(config));
  config.listen = {"nonsense"};
  EXPECT_FALSE(CheckExposure(config));
}

}  // namespace
}  // namespace farthing::config
