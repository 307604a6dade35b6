#include "shape/memory/select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "embed/embedder.h"

namespace farthing::shape {
namespace {

using config::HistoryStrategy;
using testing::ElementsAre;

// A chat of one-line questions and answers; the indexes of the messages that stay.
class SelectTest : public testing::Test {
 protected:
  void Say(std::string_view role, std::string_view text) {
    if (!messages_.empty()) messages_ += ',';
    messages_ +=
        R"({"role":")" + std::string(role) + R"(","content":")" + std::string(text) + "\"}";
  }
  using Mark = std::string;
  Mark Remember() const { return messages_; }
  void Return(const Mark& mark) { messages_ = mark; }

  void SayExchange(std::string_view question, std::string_view answer) {
    Say("user", question);
    Say("assistant", answer);
  }

  Result<HistorySelection> Select(HistorySettings settings, std::vector<size_t> pinned = {}) {
    document_ = json::Document::Parse(R"({"messages":[)" + messages_ + "]}").value();
    const auto conversation = Conversation::Read(document_.root()).value();
    return SelectHistory(conversation, settings, pinned, *token::FindEncoder("o200k_base"),
                         embed::ShippedEmbedder());
  }

  std::vector<size_t> Kept(HistorySettings settings, std::vector<size_t> pinned = {}) {
    const auto selection = Select(settings, std::move(pinned)).value();
    std::vector<size_t> kept;
    for (size_t i = 0; i < selection.keeps.size(); ++i) {
      if (selection.keeps[i]) kept.push_back(i);
    }
    return kept;
  }

 private:
  std::string messages_;
  json::Document document_;
};

class PetsTest : public SelectTest {
 protected:
  PetsTest() {
    Say("system", "Be brief.");
    SayExchange("My sister Anna adopted a puppy in Lisbon.", "How lovely!");  // 1, 2
    SayExchange("Which bread keeps longest?", "Rye bread.");                  // 3, 4
    SayExchange("What is the boiling point of water?", "100 degrees.");       // 5, 6
    SayExchange("How do I sort a list in Python?", "Use sorted.");            // 7, 8
    SayExchange("And the other way round?", "With reverse=True.");            // 9, 10
    Say("user", "What is the name of the dog that Anna took in?");            // 11
  }
};

TEST_F(PetsTest, KeepsWhatTheQuestionIsAbout) {
  EXPECT_THAT(Kept({.budget = 37}), ElementsAre(0, 1, 2, 7, 8, 9, 10, 11));
}

TEST_F(PetsTest, KeepsTheNewestWithoutAGap) {
  EXPECT_THAT(Kept({.budget = 37, .strategy = HistoryStrategy::kRecent}),
              ElementsAre(0, 5, 6, 7, 8, 9, 10, 11));
}

TEST_F(PetsTest, KeepsAllWhereItFitsOrIsToldTo) {
  EXPECT_EQ(Kept({.budget = 1000}).size(), 12);
  EXPECT_EQ(Kept({.budget = 1, .strategy = HistoryStrategy::kAll}).size(), 12);
}

TEST_F(PetsTest, KeepsThePinnedExchangeWhole) {
  EXPECT_THAT(Kept({.budget = 40, .keep_last = 1, .strategy = HistoryStrategy::kRecent}, {4}),
              ElementsAre(0, 3, 4, 7, 8, 9, 10, 11));
  EXPECT_EQ(Select({.budget = 40}, {12}).error().param, "farthing.pinned");
}

TEST_F(PetsTest, SaysWhenTheBudgetIsTooSmallForWhatAlwaysStays) {
  EXPECT_EQ(Select({.budget = 10, .refuse_too_small = true}).error().slug, "budget_too_small");
  EXPECT_THAT(Kept({.budget = 10}), ElementsAre(0, 7, 8, 9, 10, 11));
  EXPECT_GT(Select({.budget = 10}).value().tokens_after, 10);
}

TEST_F(PetsTest, CountsNeitherSystemNorQuestion) {
  const auto selection = Select({.budget = 0, .keep_last = 0}).value();
  EXPECT_EQ(selection.tokens_after, 0);
}

// A talk of one matter, turn by turn.
class TurnsTest : public SelectTest {
 protected:
  // How often the first message that is kept is another than in the turn before.
  int Moves(HistorySettings settings, std::string_view question) {
    int moves = 0;
    size_t before = 0;
    for (int turn = 0; turn < 60; ++turn) {
      const std::string number = std::to_string(turn);
      SayExchange("What of train " + number + " to Lisbon?", "Train " + number + " is late.");
      const Mark talk = Remember();
      Say("user", question);
      const std::vector<size_t> kept = Kept(settings);
      EXPECT_LE(Select(settings).value().tokens_after, settings.budget);
      if (kept.front() != before) ++moves;
      before = kept.front();
      Return(talk);
    }
    return moves;
  }
};

TEST_F(TurnsTest, BeginAlikeWhereTheProviderReadsThatForLess) {
  HistorySettings settings{
      .budget = 200, .step = 0.25, .cache = {.read = 0.1, .least_tokens = 100}};
  settings.strategy = HistoryStrategy::kRecent;
  EXPECT_LE(Moves(settings, "And now?"), 20);
}

TEST_F(TurnsTest, AreChosenAnewWhereNothingIsCached) {
  HistorySettings settings{.budget = 200, .step = 0.25, .cache = {.read = 1, .least_tokens = 100}};
  settings.strategy = HistoryStrategy::kRecent;
  EXPECT_GE(Moves(settings, "And now?"), 40);
}

TEST_F(TurnsTest, AreChosenAnewWhereTheBeginningIsTooShortToBeCached) {
  HistorySettings settings{.budget = 200, .step = 0.25, .cache = {.read = 0.1}};
  settings.strategy = HistoryStrategy::kRecent;
  EXPECT_GE(Moves(settings, "And now?"), 40);
}

TEST_F(PetsTest, AQuestionOfWhatIsNotHeldBreaksTheStep) {
  EXPECT_THAT(Kept({.budget = 37, .step = 0.25, .cache = {.read = 0.1, .least_tokens = 1}}),
              ElementsAre(0, 1, 2, 7, 8, 9, 10, 11));
}

TEST_F(SelectTest, KeepsAResultWithItsCallInAnotherExchange) {
  const std::string call = R"({"role":"assistant","tool_calls":[{"id":"a","type":"function",)"
                           R"("function":{"name":"f","arguments":"{}"}}]})";
  const auto document = json::Document::Parse(
      R"({"messages":[{"role":"user","content":"go"},)" + call +
      R"(,{"role":"user","content":"more words that cost tokens here and there"},)"
      R"({"role":"assistant","content":"yes"},{"role":"user","content":"x"},)"
      R"({"role":"tool","tool_call_id":"a","content":"done"},{"role":"user","content":"?"}]})");
  const auto conversation = Conversation::Read(document->root()).value();
  const auto selection = SelectHistory(conversation, {.budget = 6, .keep_last = 1}, {},
                                       *token::FindEncoder("o200k_base"), embed::ShippedEmbedder());
  EXPECT_THAT(selection->keeps, ElementsAre(true, true, false, false, true, true, true));
}

}  // namespace
}  // namespace farthing::shape
