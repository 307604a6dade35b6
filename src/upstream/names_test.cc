#include "upstream/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kKnown[] = {"openai/gpt-5-mini", "openai/gpt-5", "local/llama-3.1-8b",
                                       "anthropic/claude-haiku-4-5", "fast"};

TEST(NearNames, FindsTypingErrorsCaseAndAMissingProvider) {
  EXPECT_THAT(NearNames("gpt-5-mnii", kKnown, 1), ElementsAre("openai/gpt-5-mini"));
  EXPECT_THAT(NearNames("Fast", kKnown, 3), ElementsAre("fast"));
  EXPECT_THAT(NearNames("groq/llama-3.1-8b", kKnown, 3), ElementsAre("local/llama-3.1-8b"));
}

TEST(NearNames, FindsWhatBeginsAlike) {
  EXPECT_THAT(NearNames("claude", kKnown, 3), ElementsAre("anthropic/claude-haiku-4-5"));
}

TEST(NearNames, TheNearestStandsFirstAndTheLimitHolds) {
  EXPECT_THAT(NearNames("gpt-5", kKnown, 3), ElementsAre("openai/gpt-5", "openai/gpt-5-mini"));
  EXPECT_THAT(NearNames("gpt-5", kKnown, 1), ElementsAre("openai/gpt-5"));
}

TEST(NearNames, SaysNothingOfWhatIsFar) {
  EXPECT_THAT(NearNames("whisper", kKnown, 3), IsEmpty());
  EXPECT_THAT(NearNames("", kKnown, 3), IsEmpty());
  EXPECT_THAT(NearNames(std::string(100'000, 'x'), kKnown, 3), IsEmpty());
}

}  // namespace
}  // namespace farthing::upstream
