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
  if (config->providers.empty()) config::AddSandbox(*config);
  return Banner({url}, *config);
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

TEST(Banner, ShowsWhereTheCallersKeyGoes) {
  EXPECT_THAT(
      BannerOf("keys: [ { name: k, secret: s3cret } ]\n"),
      AllOf(HasSubstr("-H 'authorization: Bearer YOUR-FARTHING-KEY'"), Not(HasSubstr("s3cret"))));
}

TEST(Banner, ShowsHowToReachASocket) {
  EXPECT_THAT(BannerOf("workers: 1\n", "unix:/run/f.sock"),
              HasSubstr("curl -s --unix-socket /run/f.sock http://localhost/v1/chat/completions"));
}

}  // namespace
}  // namespace farthing::gateway
