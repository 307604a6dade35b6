#include "config/routes.h"

#include <gtest/gtest.h>

namespace farthing::config {
namespace {

Route Named(std::string name, Match match) {
  Route route;
  route.name = std::move(name);
  route.match = std::move(match);
  return route;
}

class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() {
    config_.routes = {
        Named("both", {.model = "auto", .headers = {{"x-app", "support"}}}),
        Named("family", {.model = "gpt-4*"}),
        Named("header", {.headers = {{"x-app", "support"}}}),
        Named("exact", {.model = "claude-opus-5"}),
    };
  }

  std::string Ask(std::string_view model, std::string_view app = "", std::string_view forced = "") {
    const auto header = [&](std::string_view name) -> std::optional<std::string_view> {
      if (name == "x-app" && !app.empty()) return app;
      return {};
    };
    const Route* route = MatchRoute(config_, model, header, forced);
    return route == nullptr ? "none" : route->name;
  }

  Config config_;
};

TEST_F(RoutesTest, TakesTheFirstThatFitsInWhole) {
  EXPECT_EQ(Ask("auto", "support"), "both");
  EXPECT_EQ(Ask("gpt-4o", "support"), "family");
  EXPECT_EQ(Ask("gpt-5", "support"), "header");
  EXPECT_EQ(Ask("claude-opus-5"), "exact");
}

TEST_F(RoutesTest, AnswersNoneWhereNothingFits) {
  EXPECT_EQ(Ask("auto"), "none");
  EXPECT_EQ(Ask("auto", "sales"), "none");
  EXPECT_EQ(Ask("claude-opus-5.1"), "none");
}

TEST_F(RoutesTest, ARouteWithoutMatchFitsAll) {
  config_.routes = {Named("all", {})};
  EXPECT_EQ(Ask("anything"), "all");
}

TEST_F(RoutesTest, AForcedRouteNeedsNoMatchButANameThatIsThere) {
  EXPECT_EQ(Ask("gpt-4o", "", "exact"), "exact");
  EXPECT_EQ(Ask("gpt-4o", "", "other"), "none");
}

}  // namespace
}  // namespace farthing::config
