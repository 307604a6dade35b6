#include "upstream/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace farthing::upstream {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ResolverTest : public ::testing::Test {
 protected:
  ResolverTest() {
    config_.providers = {
        {.name = "openai", .base_url = "https://api.openai.com/v1", .api_keys = {"k"}},
        {.name = "anthropic", .base_url = "https://api.anthropic.com"},
        {.name = "openrouter", .base_url = "https://openrouter.ai/api/v1"},
        {.name = "local", .base_url = "http://127.0.0.1:8000/v1"},
        {.name = "sandbox", .preset = "sandbox"}};
    config_.models = {{.name = "local/llama-3.1-8b", .max_output_tokens = 77},
                      {.name = "gpt-5-mini", .max_output_tokens = 99}};
    config_.aliases = {{"fast", "openai/gpt-5-mini"},
                       {"faster", "fast"},
                       {"cheap", "tier1"},
                       {"mine", "qwen-3"},
                       {"round", "about"},
                       {"about", "round"}};
    config_.tiers[0] = {"anthropic/claude-haiku-4-5", "openai/gpt-4o-mini", "local/llama-3.1-8b"};
    config_.tiers[2] = {"qwen-3", "unlisted"};
    route_.fallback = {"cheap", "sandbox/small", "gone", "openai/gpt-5-mini"};
    Load();
  }

  void Load() {
    upstreams_ = UpstreamSet::Make(config_, nullptr).value();
    resolver_.emplace(config_, upstreams_);
    const ModelLists::Listing discovered[] = {{"openai", {"gpt-5", "both"}},
                                              {"local", {"qwen-3", "both", "meta-llama/llama-3"}}};
    lists_ = ModelLists(upstreams_, discovered);
  }

  // The candidates as "provider/model", or the error's message.
  std::vector<std::string> Ask(const Question& question) {
    const Result<Candidates> found = resolver_->Resolve(question, lists_, clock_.Now());
    if (!found) {
      error_ = found.error();
      return {"!" + found.error().message};
    }
    std::vector<std::string> names;
    for (const Candidate& c : *found) {
      names.push_back(fmt::format("{} {}", c.upstream->provider.name(), c.model));
    }
    return names;
  }
  std::vector<std::string> Ask(std::string_view model) { return Ask(Question{.model = model}); }

  void Break(std::string_view provider) {
    for (int i = 0; i < config_.breaker.failures; ++i) {
      upstreams_.Find(provider)->keys.Acquire(clock_.Now())->Failed(clock_.Now());
    }
  }

  FakeClock clock_;
  config::Config config_;
  config::Route route_;
  UpstreamSet upstreams_;
  std::optional<Resolver> resolver_;
  ModelLists lists_;
  Error error_;
};

TEST_F(ResolverTest, AProviderAndAModel) {
  EXPECT_THAT(Ask("openai/gpt-99"), ElementsAre("openai gpt-99"));
  EXPECT_THAT(Ask("local/llama-3.1-8b"), ElementsAre("local llama-3.1-8b"));
}

TEST_F(ResolverTest, AModelsNameMayHoldSlashes) {
  EXPECT_THAT(Ask("openrouter/meta-llama/llama-3"), ElementsAre("openrouter meta-llama/llama-3"));
  EXPECT_THAT(Ask("meta-llama/llama-3"), ElementsAre("local meta-llama/llama-3"));
}

TEST_F(ResolverTest, ABareNameOfTheModels) {
  EXPECT_THAT(Ask("llama-3.1-8b"), ElementsAre("local llama-3.1-8b"));
}

TEST_F(ResolverTest, AliasesMayNameAliasesTiersAndListedModels) {
  EXPECT_THAT(Ask("fast"), ElementsAre("openai gpt-5-mini"));
  EXPECT_THAT(Ask("faster"), ElementsAre("openai gpt-5-mini"));
  EXPECT_THAT(Ask("mine"), ElementsAre("local qwen-3"));
  EXPECT_EQ(Ask("cheap"), Ask("tier1"));
}

TEST_F(ResolverTest, ARingOfAliasesIsNoModel) {
  Ask("round");
  EXPECT_EQ(error_.slug, "model_not_found");
}

TEST_F(ResolverTest, ABareNameOfTheProvidersListsInTheOrderOfTheFile) {
  EXPECT_THAT(Ask("gpt-5"), ElementsAre("openai gpt-5"));
  EXPECT_THAT(Ask("both"), ElementsAre("openai both"));
}

TEST_F(ResolverTest, ModelsNamedInTheConfigurationReplaceTheProvidersList) {
  config_.providers[0].models = {"only-this"};
  Load();
  EXPECT_THAT(Ask("only-this"), ElementsAre("openai only-this"));
  EXPECT_THAT(Ask("both"), ElementsAre("local both"));
}

TEST_F(ResolverTest, ATierIsItsHealthyModelsInOrderThenTheOthers) {
  EXPECT_THAT(Ask("tier1"), ElementsAre("anthropic claude-haiku-4-5", "openai gpt-4o-mini",
                                        "local llama-3.1-8b"));
  Break("anthropic");
  EXPECT_THAT(Ask("tier1"), ElementsAre("openai gpt-4o-mini", "local llama-3.1-8b",
                                        "anthropic claude-haiku-4-5"));
}

TEST_F(ResolverTest, AnIllTierStillHasItsModels) {
  Break("anthropic");
  Break("openai");
  Break("local");
  EXPECT_EQ(Ask("tier1").size(), 3u);
}

TEST_F(ResolverTest, ATierSkipsWhatNobodyLists) {
  EXPECT_THAT(Ask("tier3"), ElementsAre("local qwen-3"));
}

TEST_F(ResolverTest, CandidatesKnowTheirTierAndCard) {
  const Candidates tier = *resolver_->Resolve({.model = "tier1"}, lists_, clock_.Now());
  EXPECT_EQ(tier[0].tier, 1);
  EXPECT_EQ(tier[2].card->max_output_tokens, 77);
  const Candidates named =
      *resolver_->Resolve({.model = "openai/gpt-5-mini"}, lists_, clock_.Now());
  EXPECT_EQ(named[0].tier, 0);
  EXPECT_EQ(named[0].card->max_output_tokens, 99);  // the card of the bare name
}

TEST_F(ResolverTest, TheTierHeaderWins) {
  EXPECT_EQ(Ask({.model = "auto", .tier = "1"}), Ask("tier1"));
  EXPECT_EQ(Ask({.model = "openai/gpt-5", .tier = "3"}), Ask("tier3"));
  for (const char* tier : {"0", "4", "12", "x"}) {
    Ask({.model = "auto", .tier = tier});
    EXPECT_EQ(error_.code, ErrorCode::kInvalidRequest) << tier;
  }
}

TEST_F(ResolverTest, TheRoutesFallbackFollowsWithoutRepeats) {
  EXPECT_THAT(Ask({.model = "openai/gpt-5-mini", .route = &route_}),
              ElementsAre("openai gpt-5-mini", "anthropic claude-haiku-4-5", "openai gpt-4o-mini",
                          "local llama-3.1-8b", "sandbox small"));
}

TEST_F(ResolverTest, AnUnknownModelIsA404WithNearNames) {
  EXPECT_THAT(Ask("openia/gpt-5"), ElementsAre(HasSubstr("did you mean openai/gpt-5")));
  EXPECT_EQ(error_.code, ErrorCode::kNotFound);
  EXPECT_EQ(error_.slug, "model_not_found");
  EXPECT_EQ(error_.param, "model");
  EXPECT_THAT(Ask("zzzzzz"), ElementsAre(HasSubstr("GET /v1/models")));
  Ask("");
  EXPECT_EQ(error_.slug, "model_not_found");
  Ask("openai/");
  EXPECT_EQ(error_.slug, "model_not_found");
}

TEST_F(ResolverTest, ALongNameIsShownWithoutHalfACharacter) {
  std::string name(127, 'x');
  for (int i = 0; i < 50; ++i) name += "\xc3\xa4";
  Ask(name);
  EXPECT_THAT(error_.message, HasSubstr("x' is not served"));
}

TEST_F(ResolverTest, AutoIsA404NamingTheTiers) {
  EXPECT_THAT(Ask("auto"), ElementsAre(AllOf(HasSubstr("tier1, tier3"), HasSubstr("'auto'"))));
  EXPECT_THAT(Ask("tier2"), ElementsAre(HasSubstr("tier2 names no model; there is tier1, tier3")));
}

TEST_F(ResolverTest, TheSandboxServesItsOwnModelsOnly) {
  EXPECT_THAT(Ask("sandbox/sandbox"), ElementsAre("sandbox sandbox"));
  Ask("sandbox/huge");
  EXPECT_EQ(error_.slug, "model_not_found");
}

TEST_F(ResolverTest, NamesListsWhatCanBeAskedFor) {
  const std::vector<std::string> names = resolver_->Names(lists_);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_THAT(names, ::testing::IsSupersetOf({"fast", "tier1", "local/qwen-3", "sandbox/small",
                                              "local/llama-3.1-8b", "openai/gpt-5"}));
}

}  // namespace
}  // namespace farthing::upstream
