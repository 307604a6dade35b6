#include "shape/memory/held.h"

#include <gtest/gtest.h>

#include <vector>

namespace farthing::shape {
namespace {

TEST(Held, IsCutAtTheSamePlaceUntilAStepIsOver) {
  std::vector<int64_t> of_exchange;
  size_t moves = 0, from_before = 0;
  for (int turn = 0; turn < 400; ++turn) {
    of_exchange.push_back(20 + turn * 7 % 60);
    std::vector<int64_t> asked = of_exchange;
    asked.push_back(0);
    const auto from = HeldFrom(asked, 2000, 0, StepTokens(0.25, 2000));
    ASSERT_TRUE(from);
    EXPECT_GE(*from, from_before);
    if (*from != from_before) ++moves;
    from_before = *from;
    int64_t kept = 0;
    for (size_t i = *from; i < asked.size(); ++i) kept += asked[i];
    EXPECT_LE(kept, 2000);
    if (*from > 0) EXPECT_GT(kept, 1500 - 80);
  }
  // 400 turns of 50 tokens are 40 steps.
  EXPECT_GT(moves, 30);
  EXPECT_LT(moves, 42);
}

TEST(Held, GivesWayToAToolLoopByWholeSteps) {
  std::vector<int64_t> of_exchange(50, 100);
  of_exchange.push_back(0);
  const size_t before = HeldFrom(of_exchange, 2000, 0, 500).value();
  of_exchange.back() = 300;
  EXPECT_EQ(HeldFrom(of_exchange, 2000, 0, 500), before);
  of_exchange.back() = 700;
  EXPECT_EQ(HeldFrom(of_exchange, 2000, 0, 500), before + 5);
  EXPECT_EQ(BudgetBesideLoop(2000, 0, 500), 2000);
  EXPECT_EQ(BudgetBesideLoop(2000, 1, 500), 1501);
  EXPECT_EQ(BudgetBesideLoop(2000, 500, 500), 2000);
}

TEST(Held, LeavesRoomForWhatAlwaysStays) {
  const std::vector<int64_t> of_exchange(50, 100);
  const size_t alone = HeldFrom(of_exchange, 2000, 0, 500).value();
  EXPECT_EQ(HeldFrom(of_exchange, 2000, 400, 500), alone + 4);
  EXPECT_FALSE(HeldFrom(of_exchange, 2000, 1800, 500));
  EXPECT_FALSE(HeldFrom({}, 2000, 0, 500));
}

}  // namespace
}  // namespace farthing::shape
