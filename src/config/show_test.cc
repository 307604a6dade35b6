#include "config/show.h"

#include <gmock/gmock.h>

#include "config/load.h"
#include "config/value.h"
#include "json/document.h"

namespace farthing::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Config Loaded(std::string_view text) {
  auto config = Load(text, "f.yaml", FakeEnvironment());
  EXPECT_TRUE(config) << config.error().message;
  return std::move(config).value_or(Config());
}

std::vector<std::string> Differences(std::string_view before, std::string_view after) {
  std::vector<std::string> lines;
  for (const Change& change : Diff(Loaded(before), Loaded(after)))
    lines.push_back(change.ToString());
  return lines;
}

constexpr std::string_view kFull = R"(
providers:
  openai: { api_key: sk-very-secret, headers: { x-hidden: header-secret } }
  near: { base_url: http://127.0.0.1:8000/v1/, proxy: "http://me:proxy-secret@proxy:3128" }
keys: [{ name: app, secret: caller-secret }]
ledger: { postgres: "postgresql://me:ledger-secret@db/farthing" }
routes:
  - { name: support, match: { header: { x-app: support } }, timeout: { idle: 90s } }
)";

TEST(ShowTest, HidesEverySecret) {
  const std::string shown = Show(Loaded(kFull));
  EXPECT_THAT(shown, Not(HasSubstr("secret:")));
  for (const char* secret :
       {"sk-very", "header-secret", "proxy-secret", "caller-secret", "ledger-secret"}) {
    EXPECT_THAT(shown, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(shown, HasSubstr("    base_url: http://127.0.0.1:8000/v1\n"));
  EXPECT_THAT(shown, HasSubstr("  - name: support\n    match:\n"));
  EXPECT_THAT(shown, HasSubstr("idle: 90s"));
  EXPECT_THAT(shown, HasSubstr("ledger:\n  retention: 400d\n  postgres: \"(hidden)\"\n"));
}

TEST(ShowTest, JsonSaysTheSameAndHidesTheSame) {
  const std::string shown = ShowAsJson(Loaded(kFull));
  const auto document = json::Document::Parse(shown);
  ASSERT_TRUE(document) << document.error().message;
  for (const char* secret :
       {"sk-very", "header-secret", "proxy-secret", "caller-secret", "ledger-secret"}) {
    EXPECT_THAT(shown, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(shown,
              HasSubstr(R"("near":{"dialect":"openai","base_url":"http://127.0.0.1:8000/v1")"));
  EXPECT_THAT(shown, HasSubstr(R"("idle":"90s")"));
  EXPECT_THAT(shown, HasSubstr(R"("workers":"auto")"));
  EXPECT_THAT(shown, HasSubstr(R"("max_attempts":3)"));
  EXPECT_THAT(shown, HasSubstr(R"("header":{"x-app":"support"})"));
  EXPECT_THAT(shown, HasSubstr(R"("tls":null)"));
}

TEST(ShowTest, WhatIsShownWithoutSecretsLoadsAsTheSame) {
  const Config config = Loaded(R"(
listen: ["[::1]:0", unix:/tmp/f]
aliases: { fast: small, "odd: name": "null" }
routes: [{ name: all, fallback: ["odd: name", fast] }]
workers: 2
retry: { budget: 0.35, max_backoff: 0 }
)");
  EXPECT_THAT(Diff(config, Loaded(Show(config))), IsEmpty());
}

TEST(DiffTest, NamesWhatChangedAndWhatNeedsARestart) {
  EXPECT_THAT(Differences("retry: { max_attempts: 5 }\nworkers: 2", "workers: 4"),
              ElementsAre("retry.max_attempts: 5 → 3", "workers: 2 → 4 (at the next start)"));
  EXPECT_THAT(Differences(kFull, kFull), IsEmpty());
}

TEST(DiffTest, TheLedgersSettingsNeedARestart) {
  EXPECT_THAT(Differences("ledger: { retention: forever }\nbaseline: a",
                          "ledger: { postgres: host=db }\nbaseline: b"),
              ElementsAre("baseline: a → b", "ledger.retention: forever → 400d (at the next start)",
                          "ledger.postgres: (not set) → \"(hidden)\" (at the next start)"));
}

TEST(DiffTest, NamesEntriesThatComeAndGo) {
  EXPECT_THAT(
      Differences("routes: [{ name: a }, { name: b }]", "routes: [{ name: b }, { name: c }]"),
      ElementsAre("routes.a: {…} → (not set)", "routes.a.name: a → (not set)",
                  "routes.a.prompt_cache: auto → (not set)", "routes.c: (not set) → {…}",
                  "routes.c.name: (not set) → c", "routes.c.prompt_cache: (not set) → auto"));
}

TEST(DiffTest, ChangedSecretsAreNamedButNotShown) {
  const auto lines =
      Differences("keys: [{ name: a, secret: one }]", "keys: [{ name: a, secret: two }]");
  EXPECT_THAT(lines, ElementsAre("keys.a.secret_sha256: \"(hidden)\" → \"(hidden)\""));
}

TEST(QuoteYamlTest, QuotesWhatYamlWouldReadAsSomethingElse) {
  EXPECT_EQ(QuoteYaml("openai/gpt-4o"), "openai/gpt-4o");
  EXPECT_EQ(QuoteYaml(""), "\"\"");
  EXPECT_EQ(QuoteYaml("null"), "\"null\"");
  EXPECT_EQ(QuoteYaml("-"), "\"-\"");
  EXPECT_EQ(QuoteYaml("a: b"), "\"a: b\"");
  EXPECT_EQ(QuoteYaml("say \"\\\"\n"), "\"say \\\"\\\\\\\"\\x0a\"");
}

}  // namespace
}  // namespace farthing::config
