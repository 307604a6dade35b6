#include "net/timer_wheel.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "base/random.h"

namespace farthing::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Recorder final : public Timer {
 public:
  explicit Recorder(std::function<void()> fired) : fired_(std::move(fired)) {}

 private:
  void OnTimer() override { fired_(); }
  std::function<void()> fired_;
};

class TimerWheelTest : public testing::Test {
 protected:
  FakeClock clock_;
  TimerWheel wheel_{clock_.Now()};

  void Pass(Duration by) {
    clock_.Advance(by);
    wheel_.Advance(clock_.Now());
  }
};

TEST_F(TimerWheelTest, FiresOnceAndNotBeforeItsTime) {
  int fired = 0;
  Recorder timer([&] { ++fired; });
  wheel_.Arm(&timer, clock_.Now() + milliseconds(10));
  Pass(milliseconds(9));
  EXPECT_EQ(fired, 0);
  Pass(milliseconds(1));
  EXPECT_EQ(fired, 1);
  EXPECT_FALSE(timer.armed());
  Pass(seconds(100));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, AMovedDeadlineFiresAtItsLastTime) {
  int fired = 0;
  Recorder timer([&] { ++fired; });
  wheel_.Arm(&timer, clock_.Now() + milliseconds(10));
  wheel_.Arm(&timer, clock_.Now() + seconds(60));
  Pass(seconds(59));
  EXPECT_EQ(fired, 0);
  wheel_.Arm(&timer, clock_.Now() + milliseconds(3));
  Pass(milliseconds(3));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, FiringMayDestroyAndArmOthers) {
  std::vector<int> order;
  auto doomed = std::make_unique<Recorder>([&] { order.push_back(9); });
  Recorder third([&] { order.push_back(3); });
  Recorder first([&] {
    order.push_back(1);
    doomed.reset();
    wheel_.Arm(&third, clock_.Now());
  });
  wheel_.Arm(doomed.get(), clock_.Now() + milliseconds(6));
  wheel_.Arm(&first, clock_.Now() + milliseconds(5));
  Pass(milliseconds(7));
  EXPECT_EQ(order, (std::vector<int>{1, 3}));
  EXPECT_EQ(wheel_.armed(), 0u);
}

TEST_F(TimerWheelTest, NextWakeIsNeverLateAndAbsentWhenNothingIsArmed) {
  EXPECT_FALSE(wheel_.NextWake());
  Recorder timer([] {});
  wheel_.Arm(&timer, clock_.Now() + seconds(60));
  ASSERT_TRUE(wheel_.NextWake());
  EXPECT_LE(*wheel_.NextWake(), clock_.Now() + seconds(60));
  wheel_.Disarm(&timer);
  EXPECT_FALSE(wheel_.NextWake());
}

TEST_F(TimerWheelTest, RandomTimersFireWithinAMillisecondOfTheirTime) {
  FastRandom random(11);
  struct Case {
    std::unique_ptr<Recorder> timer;
    MonotonicTime due;
    bool fired = false;
  };
  std::vector<Case> cases(500);
  for (Case& c : cases) {
    c.due = clock_.Now() + milliseconds(random.Next() % 20'000);
    c.timer = std::make_unique<Recorder>([this, &c] {
      c.fired = true;
      EXPECT_GE(clock_.Now(), c.due);
      EXPECT_LE(clock_.Now(), c.due + milliseconds(2));
    });
    wheel_.Arm(c.timer.get(), c.due);
  }
  for (int i = 0; i < 21'000; ++i) Pass(milliseconds(1));
  for (const Case& c : cases) EXPECT_TRUE(c.fired);
}

}  // namespace
}  // namespace farthing::net
