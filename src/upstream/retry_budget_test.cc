#include "upstream/retry_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace farthing::upstream {
namespace {

using namespace std::chrono_literals;

uint64_t TakeAll(RetryBudget& budget, MonotonicTime now) {
  uint64_t taken = 0;
  while (budget.TryRetry(now)) ++taken;
  return taken;
}

TEST(RetryBudget, AQuietProviderHasItsFloor) {
  FakeClock clock;
  RetryBudget budget(0.2);
  EXPECT_EQ(TakeAll(budget, clock.Now()), RetryBudget::kFloor);
}

TEST(RetryBudget, AShareOfZeroAllowsNone) {
  FakeClock clock;
  RetryBudget budget(0);
  budget.CountFirstAttempt(clock.Now());
  EXPECT_FALSE(budget.TryRetry(clock.Now()));
}

TEST(RetryBudget, RetriesAreAShareOfTheLastTenSeconds) {
  FakeClock clock;
  RetryBudget budget(0.2);
  for (int second = 0; second < 10; ++second) {
    for (int i = 0; i < 50; ++i) budget.CountFirstAttempt(clock.Now());
    if (second < 9) clock.Advance(1s);
  }
  EXPECT_EQ(TakeAll(budget, clock.Now()), RetryBudget::kFloor + 100);
}

TEST(RetryBudget, WhatIsOlderThanTenSecondsCountsNoMore) {
  FakeClock clock;
  RetryBudget budget(0.2);
  for (int i = 0; i < 500; ++i) budget.CountFirstAttempt(clock.Now());
  EXPECT_EQ(TakeAll(budget, clock.Now()), RetryBudget::kFloor + 100);
  clock.Advance(9s);
  EXPECT_EQ(TakeAll(budget, clock.Now()), 0u);
  clock.Advance(1s);
  EXPECT_EQ(TakeAll(budget, clock.Now()), RetryBudget::kFloor);
}

TEST(RetryBudget, ThreadsTogetherTakeNoMoreThanOneAlone) {
  FakeClock clock;
  const MonotonicTime now = clock.Now();
  RetryBudget budget(0.5);
  std::atomic<uint64_t> taken{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) budget.CountFirstAttempt(now);
    });
  }
  threads.clear();
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { taken += TakeAll(budget, now); });
  }
  threads.clear();
  EXPECT_EQ(taken.load(), RetryBudget::kFloor + 2000);
}

}  // namespace
}  // namespace farthing::upstream
