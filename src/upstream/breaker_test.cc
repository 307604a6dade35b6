#include "upstream/breaker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace farthing::upstream {
namespace {

using namespace std::chrono_literals;

class BreakerTest : public ::testing::Test {
 protected:
  void Fail(int times) {
    for (int i = 0; i < times; ++i) breaker_.Failed(breaker_.Admit(now()), now());
  }
  void Succeed(int times) {
    for (int i = 0; i < times; ++i) breaker_.Succeeded(breaker_.Admit(now()), now());
  }
  MonotonicTime now() const { return clock_.Now(); }

  FakeClock clock_;
  config::Breaker settings_{
      .failures = 5, .failure_rate = 0.5, .min_requests = 20, .window = 10s, .open = 5s};
  Breaker breaker_{settings_};
};

TEST_F(BreakerTest, FailuresInARowOpenIt) {
  Fail(4);
  EXPECT_EQ(breaker_.Admit(now()), Admission::kNormal);
  Fail(1);
  EXPECT_FALSE(breaker_.is_closed());
  EXPECT_EQ(breaker_.Admit(now()), Admission::kRefused);
}

TEST_F(BreakerTest, ASuccessBeginsTheRowAnew) {
  for (int round = 0; round < 4; ++round) {
    Fail(4);
    Succeed(10);
  }
  EXPECT_TRUE(breaker_.is_closed());
}

TEST_F(BreakerTest, AHighRateOpensItOnlyAfterEnoughRequests) {
  for (int i = 0; i < 9; ++i) {
    Succeed(1);
    Fail(1);
  }
  EXPECT_TRUE(breaker_.is_closed());  // 18 requests say nothing yet
  Succeed(1);
  Fail(1);
  EXPECT_FALSE(breaker_.is_closed());
}

TEST_F(BreakerTest, AnEarlierWindowIsForgotten) {
  for (int i = 0; i < 9; ++i) {
    Succeed(1);
    Fail(1);
  }
  clock_.Advance(10s);
  Succeed(1);
  Fail(1);
  EXPECT_TRUE(breaker_.is_closed());
}

TEST_F(BreakerTest, ARateBelowTheLimitKeepsItClosed) {
  for (int i = 0; i < 100; ++i) {
    Succeed(2);
    Fail(1);
  }
  EXPECT_TRUE(breaker_.is_closed());
}

TEST_F(BreakerTest, ExactlyOneProbeGoesThroughWhenTheTimeHasPassed) {
  Fail(5);
  clock_.Advance(5s - 1ns);
  EXPECT_FALSE(breaker_.WantsProbe(now()));
  EXPECT_EQ(breaker_.Admit(now()), Admission::kRefused);
  clock_.Advance(1ns);
  EXPECT_TRUE(breaker_.WantsProbe(now()));
  EXPECT_EQ(breaker_.Admit(now()), Admission::kProbe);
  EXPECT_FALSE(breaker_.WantsProbe(now()));
}

TEST_F(BreakerTest, AProbeWithoutOutcomeMakesRoomForTheNext) {
  Fail(5);
  clock_.Advance(5s);
  const Admission slow = breaker_.Admit(now());
  clock_.Advance(5s - 1ns);
  EXPECT_EQ(breaker_.Admit(now()), Admission::kRefused);
  clock_.Advance(1ns);
  breaker_.Succeeded(breaker_.Admit(now()), now());
  EXPECT_TRUE(breaker_.is_closed());
  breaker_.Failed(slow, now());  // one failure of many it would take
  EXPECT_TRUE(breaker_.is_closed());
}

TEST_F(BreakerTest, AProbesSuccessClosesAndForgets) {
  Fail(5);
  clock_.Advance(5s);
  breaker_.Succeeded(breaker_.Admit(now()), now());
  EXPECT_TRUE(breaker_.is_closed());
  Fail(4);
  EXPECT_TRUE(breaker_.is_closed());
}

TEST_F(BreakerTest, AProbesFailureOpensItAgainForTheFullTime) {
  Fail(5);
  clock_.Advance(5s);
  breaker_.Failed(breaker_.Admit(now()), now());
  clock_.Advance(5s - 1ns);
  EXPECT_EQ(breaker_.Admit(now()), Admission::kRefused);
  clock_.Advance(1ns);
  EXPECT_EQ(breaker_.Admit(now()), Admission::kProbe);
}

TEST_F(BreakerTest, AnAbandonedProbeLeavesThePlaceToTheNext) {
  Fail(5);
  clock_.Advance(5s);
  breaker_.Abandoned(breaker_.Admit(now()), now());
  EXPECT_EQ(breaker_.Admit(now()), Admission::kProbe);
}

TEST_F(BreakerTest, StragglersOfBeforeDoNotProlongOrEndTheOpenTime) {
  const Admission early = breaker_.Admit(now());
  Fail(5);
  clock_.Advance(4s);
  breaker_.Failed(early, now());
  EXPECT_EQ(breaker_.Admit(now()), Admission::kRefused);
  breaker_.Succeeded(early, now());
  EXPECT_FALSE(breaker_.is_closed());
  clock_.Advance(1s);
  EXPECT_EQ(breaker_.Admit(now()), Admission::kProbe);
}

TEST_F(BreakerTest, OfManyThreadsOneProbes) {
  Fail(5);
  clock_.Advance(5s);
  const MonotonicTime later = now();
  std::atomic<int> probes{0}, normal{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        const Admission admission = breaker_.Admit(later);
        if (admission == Admission::kProbe) probes.fetch_add(1);
        if (admission == Admission::kNormal) normal.fetch_add(1);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(probes.load(), 1);
  EXPECT_EQ(normal.load(), 0);
}

TEST_F(BreakerTest, ManyThreadsOfGoodNewsLeaveItClosed) {
  const MonotonicTime at = now();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 20'000; ++j) {
        const Admission admission = breaker_.Admit(at);
        ASSERT_EQ(admission, Admission::kNormal);
        breaker_.Succeeded(admission, at + std::chrono::seconds(i));
      }
    });
  }
  threads.clear();
  EXPECT_TRUE(breaker_.is_closed());
}

}  // namespace
}  // namespace farthing::upstream
