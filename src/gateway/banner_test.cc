#include "gateway/banner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"

namespace farthing::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string BannerOf(std::string_view yaml, const std::string& url = "http://127.0.0.1:4000") {
  config::FakeEnvironment environment;
  Result<config::Config> config = config::Load(yaml, "f.yaml", environment);
  EXPECT_TRUE(config) << config.error().message;
  const bool nothing_found = config->providers.empty();
  if (nothing_found) config::AddSandbox(*config);
  return Banner({{url}, ModelToTry(*config), nothing_found}, *config);
}

TEST(Banner, SaysThatNothingButTheSandboxWasFound) {
  const std::string banner = BannerOf("workers: 1\n");
  EXPECT_EQ(std::count(banner.begin(), banner.end(), '\n'), 5);
  EXPECT_THAT(banner, AllOf(HasSubstr("sandbox"), HasSubstr("made-up answers"),
                            HasSubstr("http://127.0.0.1:4000/v1/chat/completions"),
                            HasSubstr(R"("model":"tier1")")));
}

TEST(Banner, NamesTheProvidersAndNoKey) {
  const std::string banner = BannerOf(
      "providers: { a: { base_url: \"http://x/v1\", api_key: sk-hidden, models: [m] }, "
      "b: { base_url: \"http://y/v1\", api_key: k } }\n");
  EXPECT_THAT(banner, AllOf(HasSubstr("a, b"), HasSubstr(R"("model":"a/m")"),
                            Not(HasSubstr("made-up")), Not(HasSubstr("sk-hidden"))));
}

TEST(Banner, AConfiguredSandboxIsNotCalledTheLastResort) {
  EXPECT_THAT(BannerOf("providers: { sandbox: }\n"),
              AllOf(HasSubstr("sandbox (made-up answers)\n"), Not(HasSubstr("API key")),
                    HasSubstr(R"("model":"sandbox/small")")));
}

TEST(Banner, NamesTheKnownSmallModelOfAHostedProvider) {
  EXPECT_THAT(BannerOf("providers: { openai: { api_key: k } }\n"),
              HasSubstr(R"("model":"openai/gpt-4o-mini")"));
  EXPECT_THAT(BannerOf("providers: { mine: { preset: anthropic, api_key: k } }\n"),
              HasSubstr(R"("model":"mine/claude-haiku-4-5")"));
  EXPECT_THAT(BannerOf("providers: { azure: { base_url: \"https://x\", api_key: k, "
                       "deployments: { gpt-5: d } } }\n"),
              HasSubstr(R"("model":"azure/gpt-5")"));
}

TEST(Banner, WhereNoModelIsKnownItShowsHowToListThem) {
  for (const char* yaml : {"providers: { ollama: }\n",
                           // Nobody says who answers for that name.
                           "providers: { ollama: }\naliases: { fast: llama }\n",
                           // What a preset's own address offers says nothing of another one.
                           "providers: { openai: { base_url: \"http://x/v1\", api_key: k } }\n"}) {
    const std::string banner = BannerOf(yaml);
    EXPECT_THAT(banner, AllOf(HasSubstr("try: curl -s http://127.0.0.1:4000/v1/models  # no model"),
                              Not(HasSubstr("MODEL"))));
    EXPECT_EQ(std::count(banner.begin(), banner.end(), '\n'), 5);
  }
}

TEST(Banner, PrefersAModelToTalkToThatNeedsNoQuotes) {
  EXPECT_EQ(ModelToTry("ollama", {"nomic-embed-text", "it's", "llama3.2:1b"}),
            "ollama/llama3.2:1b");
  EXPECT_EQ(ModelToTry("ollama", {"nomic-embed-text"}), std::nullopt);
}

TEST(Banner, DoesNotLetTheCertificatesNamePreventAFirstTry) {
  EXPECT_THAT(BannerOf("workers: 1\n", "https://127.0.0.1:4000"),
              HasSubstr("try: curl -sk https://127.0.0.1:4000/v1/chat"));
}

TEST(Banner, ShowsWhereTheCallersKeyGoes) {
  EXPECT_THAT(
      BannerOf("keys: [ { name: k, secret: s3cret } ]\n"),
      AllOf(HasSubstr("-H 'authorization: Bearer YOUR-FARTHING-KEY'"), Not(HasSubstr("s3cret"))));
}

TEST(Banner, ShowsHowToReachASocket) {
  EXPECT_THAT(
      BannerOf("workers: 1\n", "unix:/run/f.sock"),
      HasSubstr("curl -s --unix-socket '/run/f.sock' http://localhost/v1/chat/completions"));
}

}  // namespace
}  // namespace farthing::gateway
