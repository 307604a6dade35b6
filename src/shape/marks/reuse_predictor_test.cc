#include "shape/marks/reuse_predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "base/random.h"

namespace farthing::shape {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int64_t kBlock = 512;

// A provider that keeps the rules, and what the requests cost in tokens at the input's price.
class Bill {
 public:
  explicit Bill(const CacheRules& rules) : rules_(rules) {}

  void Pay(const ReuseQuestion& question, size_t marked) {
    size_t held = 0;
    while (held < question.points.size() && until_[question.points[held].hash] >= question.now) {
      ++held;
    }
    if (static_cast<int64_t>(held) * kBlock < question.least_tokens) held = 0;
    const size_t kept = std::max(held, marked);
    for (size_t i = 0; i < kept; ++i) {
      until_[question.points[i].hash] = question.now + rules_.lifetime;
    }
    const auto all = static_cast<double>(question.tokens);
    without_ += all;
    cost_ += all - static_cast<double>(held * kBlock) * (1 - rules_.read) +
             static_cast<double>((kept - held) * kBlock) * (rules_.write - 1);
  }
  double cost() const { return cost_; }
  double without() const { return without_; }

 private:
  const CacheRules rules_;
  std::map<uint64_t, MonotonicTime> until_;
  double cost_ = 0, without_ = 0;
};

class Play {
 public:
  explicit Play(size_t capacity = size_t{1} << 12) : predictor_(kRules, capacity) {}

  // A request whose blocks are `first` and those after it; a conversation is what begins alike.
  ReuseAnswer Ask(uint64_t conversation, size_t blocks, Duration after = seconds(1)) {
    now_ += after;
    std::vector<PrefixPoint> points;
    for (size_t i = 1; i <= blocks; ++i) {
      points.push_back(
          {.hash = conversation * 100'000 + i, .tokens = static_cast<int64_t>(i) * kBlock});
    }
    const ReuseQuestion question{
        .points = points, .tokens = static_cast<int64_t>(blocks) * kBlock + 100, .now = now_};
    const ReuseAnswer answer = predictor_.Decide(question);
    bill_.Pay(question, std::max({answer.live, answer.whole, answer.shared}));
    return answer;
  }
  const Bill& bill() const { return bill_; }

  static constexpr CacheRules kRules{.holds_every_point = true};

 private:
  ReusePredictor predictor_;
  Bill bill_{kRules};
  MonotonicTime now_{std::chrono::hours(1)};
};

TEST(ReusePredictor, NothingIsSpentOnWhatNeverComesAgain) {
  Play play;
  for (uint64_t i = 1; i <= 5000; ++i) {
    const ReuseAnswer answer = play.Ask(i, 2 + i % 40);
    ASSERT_EQ(answer.live + answer.whole + answer.shared, 0U) << i;
  }
  EXPECT_EQ(play.bill().cost(), play.bill().without());
}

TEST(ReusePredictor, AConversationIsMarkedFromItsSecondTurnOn) {
  Play play;
  EXPECT_EQ(play.Ask(1, 8).whole, 0U);
  EXPECT_EQ(play.Ask(1, 10, seconds(20)).whole, 10U);
  const ReuseAnswer third = play.Ask(1, 12, seconds(20));
  EXPECT_EQ(third.live, 10U);
  EXPECT_EQ(third.whole, 12U);
}

TEST(ReusePredictor, WhatIsTooShortForTheProviderIsLeftAlone) {
  Play play;
  for (int i = 0; i < 20; ++i) {
    const ReuseAnswer answer = play.Ask(1, 1);
    EXPECT_EQ(answer.live + answer.whole + answer.shared, 0U);
  }
}

TEST(ReusePredictor, WhatTheProviderHasDroppedIsNotTakenToBeHeld) {
  Play play;
  play.Ask(1, 8);
  play.Ask(1, 10);
  EXPECT_EQ(play.Ask(1, 12, minutes(6)).live, 0U);
}

TEST(ReusePredictor, LongConversationsCostAFractionOfTheirInput) {
  Play play;
  for (uint64_t conversation = 1; conversation <= 60; ++conversation) {
    for (size_t turn = 1; turn <= 20; ++turn) play.Ask(conversation, 4 + 2 * turn, seconds(10));
  }
  EXPECT_LT(play.bill().cost(), play.bill().without() * .3);
}

TEST(ReusePredictor, ABeginningThatManyShareIsMarkedWhereWhatFollowsIsNot) {
  ReusePredictor predictor({}, size_t{1} << 12);
  MonotonicTime now{std::chrono::hours(1)};
  ReuseAnswer answer;
  for (uint64_t i = 1; i <= 1500; ++i) {
    now += seconds(1);
    const std::vector<PrefixPoint> points = {{.hash = 7, .tokens = 3000},
                                             {.hash = 1000 + i, .tokens = 9000}};
    answer = predictor.Decide({.points = points, .tokens = 9000, .now = now});
  }
  EXPECT_EQ(answer.live, 1U);   // written once by those before
  EXPECT_EQ(answer.whole, 0U);  // nobody came back to that
}

// Whoever sees what is marked can make it lose, by coming back to all but that; not more than the
// budget, though.
TEST(ReusePredictor, NoSequenceOfRequestsLosesMoreThanOnePercent) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    FastRandom random(seed);
    Play play;
    for (uint64_t conversation = 1; conversation <= 3000; ++conversation) {
      size_t blocks = 2 + random.Next() % 40;
      for (int turn = 0; turn < 4; ++turn) {
        const Duration gap = seconds(1 + random.Next() % 30);
        if (play.Ask(conversation, blocks, gap).whole > 0) break;
        blocks += 1 + random.Next() % 4;
      }
    }
    EXPECT_LE(play.bill().cost(), play.bill().without() * 1.01) << "seed " << seed;
    EXPECT_GT(play.bill().cost(), play.bill().without() * 1.005) << "seed " << seed;
  }
}

TEST(ReusePredictor, AProviderThatHoldsNothingIsSoonGivenUp) {
  ReusePredictor predictor({}, size_t{1} << 12);
  MonotonicTime now{std::chrono::hours(1)};
  double written = 0, seen = 0;
  for (uint64_t i = 0; i < 3000; ++i) {
    now += seconds(5);
    std::vector<PrefixPoint> points;
    for (uint64_t j = 0; j <= i % 10; ++j) {
      points.push_back(
          {.hash = 1 + i / 10 * 100 + j, .tokens = static_cast<int64_t>(j + 2) * 1000});
    }
    const ReuseQuestion question{.points = points, .tokens = points.back().tokens, .now = now};
    const ReuseAnswer answer = predictor.Decide(question);
    seen += static_cast<double>(question.tokens);
    const size_t deepest = std::max({answer.live, answer.whole, answer.shared});
    if (deepest == 0) continue;
    const double told = -.25 * static_cast<double>(points[deepest - 1].tokens);
    written -= told;
    predictor.Settle(0, answer.deed, told);
  }
  EXPECT_GT(written, 0);
  EXPECT_LT(written, seen * .02);
}

TEST(ReusePredictor, TheSameRequestsGetTheSameAnswers) {
  Play a, b;
  FastRandom random(5);
  for (int i = 0; i < 3000; ++i) {
    const uint64_t conversation = 1 + random.Next() % 300;
    const size_t blocks = 1 + random.Next() % 30;
    const ReuseAnswer one = a.Ask(conversation, blocks), other = b.Ask(conversation, blocks);
    ASSERT_EQ(one.whole, other.whole);
    ASSERT_EQ(one.live, other.live);
  }
}

}  // namespace
}  // namespace farthing::shape
