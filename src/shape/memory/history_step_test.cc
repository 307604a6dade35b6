#include "shape/memory/history_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include "embed/embedder.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kBody =
    R"({ "model":"m", "messages": [ {"role":"user","content":"one"},
  {"role":"assistant","content":"two"}, {"role":"user", "content":"three"} ,
  {"role":"user","content":"four"}], "stream" :true})";

Result<StepResult> Shorten(int64_t budget, std::string_view farthing = "{}") {
  const auto request = json::Document::Parse(kBody).value();
  const auto ours = json::Document::Parse(farthing).value();
  return ShortenHistory({.body = kBody,
                         .request = request.root(),
                         .farthing = ours.root(),
                         .tokens = *token::FindEncoder("o200k_base")},
                        {.budget = budget, .keep_last = 1}, embed::ShippedEmbedder());
}

TEST(HistoryStep, LeavesEveryOtherByteAsItWas) {
  const auto result = Shorten(1).value();
  EXPECT_EQ(result.body, R"({ "model":"m", "messages": [{"role":"user", "content":"three"},)"
                         R"({"role":"user","content":"four"}], "stream" :true})");
  EXPECT_EQ(result.step, ledger::Step::kHistory);
  EXPECT_EQ(result.tokens_before, 3);
  EXPECT_EQ(result.tokens_after, 1);
  EXPECT_THAT(result.warnings, ElementsAre("2 older messages of the history"));
}

TEST(HistoryStep, ChangesNothingWhereAllFits) {
  const auto result = Shorten(3).value();
  EXPECT_EQ(result.body, "");
  EXPECT_EQ(result.tokens_after, 3);
}

TEST(HistoryStep, KeepsWhatTheCallerPins) {
  EXPECT_THAT(Shorten(1, R"({"pinned":[1]})")->body, "");
  EXPECT_EQ(Shorten(1, R"({"pinned":[-1]})").error().param, "farthing.pinned");
  EXPECT_EQ(Shorten(1, R"({"pinned":7})").error().param, "farthing.pinned");
  EXPECT_THAT(Shorten(1, R"({"pinned":[4]})").error().message, HasSubstr("not there"));
}

}  // namespace
}  // namespace farthing::shape
