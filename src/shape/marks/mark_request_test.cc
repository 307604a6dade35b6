#include "shape/marks/mark_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/document.h"

namespace farthing::shape {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MarkedRequest Marked(CacheFamily family, const std::string& source, const ReuseAnswer& answer) {
  const auto document = json::Document::ParseBorrowed(source);
  EXPECT_TRUE(document);
  return MarkRequest(family, source, ReadPrefix(family, document->root(), source, 1), answer);
}

const std::string kThree =
    R"({"model":"m","messages":[{"role":"user","content":"U"},{"role":"user","content":"V"},)"
    R"({"role":"user","content":"W"}]})";

TEST(MarkRequest, NothingToSayLeavesARequestAlone) {
  const MarkedRequest marked = Marked(CacheFamily::kMarks, kThree, {});
  EXPECT_EQ(marked.body, "");
  EXPECT_FALSE(marked.account.is_marked);
}

TEST(MarkRequest, WhatIsHeldAndWhatIsToBeWrittenAreMarked) {
  const MarkedRequest marked = Marked(CacheFamily::kMarks, kThree, {.live = 1, .whole = 3});
  EXPECT_THAT(marked.body, HasSubstr(R"("text":"U","cache_control")"));
  EXPECT_THAT(marked.body, HasSubstr(R"({"role":"user","content":"V"})"));
  EXPECT_THAT(marked.body, HasSubstr(R"("text":"W","cache_control")"));
  EXPECT_TRUE(marked.account.is_marked);
}

TEST(MarkRequest, OpenAIIsToldToWriteNothingThatWouldNotComeAgain) {
  const MarkedRequest marked = Marked(CacheFamily::kKeyMarks, kThree, {});
  EXPECT_THAT(marked.body, HasSubstr(R"("prompt_cache_options":{"mode":"explicit","ttl":"30m"})"));
  EXPECT_THAT(marked.body, Not(HasSubstr("prompt_cache_breakpoint")));
  EXPECT_TRUE(marked.account.is_marked);
}

TEST(MarkRequest, OpenAIMarksItselfWhereTheBudgetHoldsUsBack) {
  const MarkedRequest marked = Marked(CacheFamily::kKeyMarks, kThree, {.is_held_back = true});
  EXPECT_THAT(marked.body, Not(HasSubstr("prompt_cache_options")));
  EXPECT_THAT(marked.body, HasSubstr(R"({"prompt_cache_key":"farthing-)"));
  EXPECT_FALSE(marked.account.is_marked);
}

TEST(MarkRequest, OlderModelsGetTheKeyAlone) {
  const MarkedRequest marked = Marked(CacheFamily::kKey, kThree, {.whole = 3});
  EXPECT_THAT(marked.body, HasSubstr(R"({"prompt_cache_key":"farthing-)"));
  EXPECT_THAT(marked.body, Not(HasSubstr("prompt_cache_breakpoint")));
  EXPECT_THAT(marked.body, Not(HasSubstr("prompt_cache_options")));
}

TEST(MarkRequest, TheCallersKeyAndRetentionStay) {
  const std::string said =
      R"({"prompt_cache_key":"mine","prompt_cache_retention":"24h","messages":[)"
      R"({"role":"user","content":"U"}]})";
  EXPECT_EQ(Marked(CacheFamily::kKeyMarks, said, {.whole = 1}).body, "");
}

}  // namespace
}  // namespace farthing::shape
