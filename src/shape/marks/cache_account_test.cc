#include "shape/marks/cache_account.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace farthing::shape {
namespace {

using enum model::TokenClass;

model::TokenCounts Counts(int64_t fresh, int64_t read, int64_t write) {
  model::TokenCounts counts;
  counts[kFresh] = fresh;
  counts[kCacheRead] = read;
  counts[kCacheWrite5m] = write;
  counts[kOutput] = 50;
  return counts;
}

TEST(CacheAccount, WithoutAMarkNothingWouldHaveBeenCached) {
  const CacheAccount account{.is_marked = true, .tokens = 3000, .ours = 2800};
  EXPECT_EQ(WithoutMarks(Counts(200, 2000, 800), account), Counts(3000, 0, 0));
  EXPECT_DOUBLE_EQ(BroughtByMarks(Counts(200, 2000, 800), account), 2000 * .9 - 800 * .25);
}

TEST(CacheAccount, WhatWasNotMarkedIsAsItWas) {
  EXPECT_EQ(WithoutMarks(Counts(200, 2000, 800), {}), Counts(200, 2000, 800));
  EXPECT_EQ(BroughtByMarks(Counts(200, 2000, 800), {}), 0);
}

// The caller's mark stands before 1,000 of the 2,000 tokens that ours is behind.
TEST(CacheAccount, TheCallersOwnMarksStayInTheBaseline) {
  const CacheAccount account{.is_marked = true, .tokens = 2500, .ours = 2000, .callers = 1000};
  EXPECT_EQ(WithoutMarks(Counts(500, 1000, 1000), account), Counts(1500, 1000, 0));
  EXPECT_EQ(WithoutMarks(Counts(500, 0, 2000), account), Counts(1500, 0, 1000));
  EXPECT_EQ(WithoutMarks(Counts(500, 2000, 0), account), Counts(1500, 1000, 0));
}

TEST(CacheAccount, AMarkBeforeTheCallersChangesNothing) {
  const CacheAccount account{.is_marked = true, .tokens = 2500, .ours = 2000, .callers = 2000};
  EXPECT_EQ(WithoutMarks(Counts(500, 1000, 1000), account), Counts(500, 1000, 1000));
}

TEST(CacheAccount, AProviderThatMarksItselfWouldHaveWrittenAll) {
  CacheAccount account{.is_marked = true, .marks_itself = true, .tokens = 4000};
  EXPECT_EQ(WithoutMarks(Counts(4000, 0, 0), account), Counts(0, 0, 4000));
  account.held = 3000;
  EXPECT_EQ(WithoutMarks(Counts(1000, 3000, 0), account), Counts(0, 3000, 1000));
  EXPECT_EQ(WithoutMarks(Counts(900, 0, 0), account), Counts(900, 0, 0));
}

TEST(CacheAccount, AnyCountStaysAPartitionOfTheSameSum) {
  FastRandom random(3);
  const auto number = [&](uint64_t most) { return static_cast<int64_t>(random.Next() % most); };
  for (int i = 0; i < 20'000; ++i) {
    model::TokenCounts counts = Counts(number(9000), number(9000), number(9000));
    counts[kCacheWrite1h] = number(3000);
    const CacheAccount account{.is_marked = random.Next() % 8 != 0,
                               .marks_itself = random.Next() % 2 == 0,
                               .tokens = number(20'000),
                               .ours = number(20'000),
                               .callers = number(20'000),
                               .held = number(20'000)};
    const model::TokenCounts without = WithoutMarks(counts, account);
    ASSERT_EQ(without.total(), counts.total());
    for (const auto each : {kFresh, kCacheRead, kCacheWrite5m, kCacheWrite1h}) {
      ASSERT_GE(without[each], 0);
    }
  }
}

}  // namespace
}  // namespace farthing::shape
