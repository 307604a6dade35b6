#include "upstream/upstream.h"

#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

config::Config TwoProviders() {
  config::Config config;
  config.providers = {{.name = "a", .base_url = "http://a/v1"},
                      {.name = "b", .base_url = "http://b/v1"}};
  return config;
}

TEST(UpstreamSet, KeepsTheOrderOfTheFile) {
  const UpstreamSet set = UpstreamSet::Make(TwoProviders(), nullptr).value();
  ASSERT_EQ(set.all().size(), 2u);
  EXPECT_EQ(set.all()[1]->provider.name(), "b");
  EXPECT_EQ(set.Find("a"), set.all()[0].get());
  EXPECT_EQ(set.Find("c"), nullptr);
}

TEST(UpstreamSet, AReloadKeepsTheStateOfWhatDidNotChange) {
  config::Config config = TwoProviders();
  const UpstreamSet before = UpstreamSet::Make(config, nullptr).value();
  config.providers[1].api_keys = {"new"};
  const UpstreamSet after = UpstreamSet::Make(config, &before).value();
  EXPECT_EQ(after.Find("a"), before.Find("a"));
  EXPECT_NE(after.Find("b"), before.Find("b"));
  EXPECT_EQ(after.Find("b")->keys.size(), 1u);
}

TEST(UpstreamSet, OtherBreakerOrBudgetSettingsBeginAnew) {
  config::Config config = TwoProviders();
  const UpstreamSet before = UpstreamSet::Make(config, nullptr).value();
  config.breaker.failures = 1;
  EXPECT_NE(UpstreamSet::Make(config, &before)->Find("a"), before.Find("a"));
  config = TwoProviders();
  config.retry.budget = 0;
  EXPECT_NE(UpstreamSet::Make(config, &before)->Find("a"), before.Find("a"));
}

TEST(UpstreamSet, RefusesAProviderThatCannotBe) {
  config::Config config = TwoProviders();
  config.providers[1].base_url = "nowhere";
  EXPECT_EQ(UpstreamSet::Make(config, nullptr).error().code, ErrorCode::kConfiguration);
  config = TwoProviders();
  config.providers[1].name = "a";
  EXPECT_EQ(UpstreamSet::Make(config, nullptr).error().message, "provider a is named twice");
}

}  // namespace
}  // namespace farthing::upstream
