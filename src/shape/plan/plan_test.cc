#include "shape/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embed/embedder.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A conversation of so many exchanges, each of some twenty tokens, and a question.
std::string Conversation(int exchanges) {
  std::string body = R"({"model":"m","messages":[{"role":"system","content":"Be brief."})";
  for (int i = 0; i < exchanges; ++i) {
    const std::string number = std::to_string(i);
    body += R"(,{"role":"user","content":"What is the name of colour number )" + number + R"(?"})";
    body += R"(,{"role":"assistant","content":"Colour number )" + number + R"( is called c)" +
            number + R"(."})";
  }
  return body + R"(,{"role":"user","content":"And which one was first?"}]})";
}

class PlanTest : public testing::Test {
 protected:
  Result<Shaped> Apply(const std::string& body, const PlanSettings& settings) {
    document_ = json::Document::ParseBorrowed(body).value();
    return Shape(Input(body), settings, embedder_);
  }

  StepInput Input(std::string_view body) const {
    return {.body = body,
            .request = document_.root(),
            .farthing = document_.root().Find("farthing"),
            .tokens = *token::FindEncoder("o200k_base")};
  }

  int64_t Count(std::string_view body) const {
    const json::Document document = json::Document::Parse(body).value();
    return api::CountRequest(document.root(), rule_).total.tokens;
  }

  const embed::Embedder embedder_ = embed::ShippedEmbedder();
  const api::CountingRule rule_ = api::RuleFor("o200k_base", "gpt-4o");
  json::Document document_;
};

TEST_F(PlanTest, WhatIsWithinStaysAsItIs) {
  const config::History history{.budget = 2000};
  const Result<Shaped> shaped =
      Apply(Conversation(3), {.limits = {.messages = 8}, .history = &history});
  ASSERT_TRUE(shaped);
  EXPECT_EQ(shaped->body, "");
  EXPECT_TRUE(shaped->savings.empty());
}

TEST_F(PlanTest, AHistoryWithinItsBudgetMayMakeARequestFitItsLimits) {
  const config::History history{.budget = 100};
  const std::string body = Conversation(40);
  EXPECT_FALSE(Apply(body, {.limits = {.messages = 20}}));
  const Result<Shaped> shaped = Apply(body, {.limits = {.messages = 20}, .history = &history});
  ASSERT_TRUE(shaped) << shaped.error().message;
  EXPECT_THAT(shaped->body, HasSubstr("Be brief."));
  EXPECT_THAT(shaped->body, HasSubstr("colour number 39?"));
  ASSERT_EQ(shaped->savings.size(), 1u);
  EXPECT_EQ(shaped->savings[0].step, ledger::Step::kHistory);
  EXPECT_GT(shaped->savings[0].tokens, 400);
  EXPECT_LT(shaped->savings[0].tokens, Count(body) - Count(shaped->body));
}

TEST_F(PlanTest, CapsReasoning) {
  const Result<Shaped> shaped = Apply(R"({"model":"m","messages":[],"reasoning_effort":"high"})",
                                      {.limits = {.reasoning_effort = config::Effort::kLow}});
  ASSERT_TRUE(shaped);
  EXPECT_THAT(shaped->body, HasSubstr(R"("reasoning_effort":"low")"));
  EXPECT_THAT(shaped->warnings, ElementsAre(HasSubstr("reasoning_effort")));
}

TEST_F(PlanTest, TrimsToTheLimitAndNotMuchFurther) {
  const std::string body = Conversation(60);
  const InputLimit limit{.tokens = 600};
  ASSERT_GT(Count(body), 1000);
  document_ = json::Document::ParseBorrowed(body).value();
  const Result<Shaped> trimmed = ShapeToFit(Input(body), {}, {rule_, limit}, embedder_);
  ASSERT_TRUE(trimmed) << trimmed.error().message;
  EXPECT_LE(Count(trimmed->body), limit.tokens);
  EXPECT_GT(Count(trimmed->body), limit.tokens / 3);
}

TEST_F(PlanTest, WhatTheLimitCostsBeyondTheHistorysBudgetIsItsOwnStep) {
  const std::string body = Conversation(60);
  const config::History history{.budget = 800};
  document_ = json::Document::ParseBorrowed(body).value();
  const Result<Shaped> alone = Shape(Input(body), {.history = &history}, embedder_);
  ASSERT_TRUE(alone);
  const Result<Shaped> both =
      ShapeToFit(Input(body), {.history = &history}, {rule_, {.tokens = 500}}, embedder_);
  ASSERT_TRUE(both) << both.error().message;
  ASSERT_EQ(both->savings.size(), 2u);
  EXPECT_EQ(both->savings[0].step, ledger::Step::kHistory);
  EXPECT_EQ(both->savings[0].tokens, alone->savings[0].tokens);
  EXPECT_EQ(both->savings[1].step, ledger::Step::kLimits);
  EXPECT_LT(Count(both->body), Count(alone->body));
}

TEST_F(PlanTest, ALimitCutsWhatSaysNothingBeforeWhatSaysSomething) {
  std::string blanks;
  for (int i = 0; i < 200; ++i) blanks += R"(\n\t \n)";
  const std::string body =
      R"({"model":"m","messages":[{"role":"user","content":"One?"},)"
      R"({"role":"assistant","content":"Two."},{"role":"user","content":"Sum)" +
      blanks + R"(up."}]})";
  document_ = json::Document::ParseBorrowed(body).value();
  const Result<Shaped> fitted = ShapeToFit(Input(body), {}, {rule_, {.tokens = 30}}, embedder_);
  ASSERT_TRUE(fitted) << fitted.error().message;
  EXPECT_THAT(fitted->body, HasSubstr("Two."));
  ASSERT_EQ(fitted->savings.size(), 1u);
  EXPECT_EQ(fitted->savings[0].step, ledger::Step::kLimits);
}

// What is pinned is said by its index in the request as it came, of which the history's own budget
// has already cut much when the limit is held.
TEST_F(PlanTest, PinnedMessagesStayWhereAHistoryIsTrimmedAfterItWasShortened) {
  std::string body = Conversation(60);
  body.insert(body.size() - 1, R"(,"farthing":{"pinned":[21]})");
  const config::History history{.budget = 800};
  document_ = json::Document::ParseBorrowed(body).value();
  const Result<Shaped> trimmed =
      ShapeToFit(Input(body), {.history = &history}, {rule_, {.tokens = 300}}, embedder_);
  ASSERT_TRUE(trimmed) << trimmed.error().message;
  EXPECT_LE(Count(trimmed->body), 300);
  EXPECT_THAT(trimmed->body, HasSubstr("Colour number 10 is called c10."));
}

TEST_F(PlanTest, WhatNoTrimmingHelpsIsTooLarge) {
  const std::string body =
      R"({"model":"m","messages":[{"role":"user","content":"one two three"}]})";
  document_ = json::Document::ParseBorrowed(body).value();
  const Result<Shaped> trimmed = ShapeToFit(Input(body), {}, {rule_, {.tokens = 3}}, embedder_);
  ASSERT_FALSE(trimmed);
  EXPECT_EQ(trimmed.error().http_status(), 413);
  EXPECT_THAT(trimmed.error().message, HasSubstr("messages[0]"));
}

TEST_F(PlanTest, BytesTellWhenThereIsNothingToDo) {
  const config::History history{.budget = 2000};
  const std::string_view body = R"({"model":"m","messages":[{"role":"user","content":"hi"}]})";
  EXPECT_FALSE(MayShape(body, {}, false, {.limits = {.output_tokens = 5}, .history = &history}));
  EXPECT_TRUE(MayShape(body, {}, true, {.limits = {.output_tokens = 5}}));
  EXPECT_TRUE(MayShape(Conversation(60), {}, false, {.history = &history}));
}

}  // namespace
}  // namespace farthing::shape
