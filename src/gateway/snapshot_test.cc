#include "gateway/snapshot.h"

#include <gtest/gtest.h>

#include "config/load.h"

namespace farthing::gateway {
namespace {

config::Config Configured(std::string_view yaml) {
  config::FakeEnvironment environment;
  Result<config::Config> config = config::Load(yaml, "f.yaml", environment);
  EXPECT_TRUE(config) << config.error().message;
  return *config;
}

constexpr std::string_view kTwo =
    "providers: { a: { base_url: \"http://a/v1\" }, b: { base_url: \"http://b/v1\" } }\n";

TEST(Snapshot, HasWhatFollowsFromTheConfiguration) {
  const auto snapshot = *Snapshot::Make(Configured(kTwo), nullptr);
  EXPECT_EQ(snapshot->upstreams().all().size(), 2u);
  EXPECT_TRUE(snapshot->keyring().empty());
  const Result<upstream::Candidates> found =
      snapshot->resolver().Resolve({.model = "b/x"}, upstream::ModelLists(), MonotonicTime());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front().upstream, snapshot->upstreams().Find("b"));
}

TEST(Snapshot, KeepsTheUpstreamsThatDidNotChange) {
  const auto before = *Snapshot::Make(Configured(kTwo), nullptr);
  const auto after = *Snapshot::Make(
      Configured(
          "providers: { a: { base_url: \"http://a/v1\" }, b: { base_url: \"http://new/v1\" } "
          "}\naliases: { x: a/m }\n"),
      before.get());
  EXPECT_EQ(after->upstreams().Find("a"), before->upstreams().Find("a"));
  EXPECT_NE(after->upstreams().Find("b"), before->upstreams().Find("b"));
}

}  // namespace
}  // namespace farthing::gateway
