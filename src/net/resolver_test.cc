#include "net/resolver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "net/test_rig.h"

namespace farthing::net {
namespace {

using test::Gate;
using test::LoopThread;

// A clock that the test moves while other threads read it.
class SharedClock final : public Clock {
 public:
  MonotonicTime Now() const override { return MonotonicTime(Duration(now_.load())); }
  WallTime WallNow() const override { return WallTime(Duration(now_.load())); }
  void Advance(Duration by) { now_ += by.count(); }

 private:
  std::atomic<int64_t> now_{Duration(std::chrono::hours(1)).count()};
};

class ResolverTest : public testing::Test {
 protected:
  // What the fake name server says next.
  void Serve(std::vector<std::string> hosts) {
    std::lock_guard lock(mutex_);
    hosts_ = std::move(hosts);
  }
  Resolver::Lookup Lookup() {
    return [this](const std::string& host) -> Result<Resolver::Addresses> {
      ++lookups_;
      if (Gate* const gate = hold_) gate->Wait();
      std::lock_guard lock(mutex_);
      if (hosts_.empty()) return Fail(Error::Upstream("The name " + host + " is unknown.", true));
      Resolver::Addresses addresses;
      for (const std::string& one : hosts_) addresses.push_back(*Address::FromLiteral(one, 0));
      return addresses;
    };
  }
  // "a:80 b:80", or the error's message.
  std::string Ask(Resolver& resolver, std::string host) {
    const Result<Resolver::Addresses> found = thread_.Await([&] {
      return resolver.Resolve(thread_.loop(), host, 80, thread_.loop().now() + test::kPatience,
                              interrupt_);
    });
    if (!found) return found.error().message;
    std::string text;
    for (const Address& address : *found) text += (text.empty() ? "" : " ") + address.ToString();
    return text;
  }
  bool LookedUp(int times) {
    return thread_.Until([&] { return lookups_ == times; });
  }

  SharedClock clock_;
  LoopThread thread_;
  Interrupt interrupt_;
  std::mutex mutex_;
  std::vector<std::string> hosts_;  // guarded by mutex_
  std::atomic<int> lookups_{0};
  std::atomic<Gate*> hold_{nullptr};
};

TEST_F(ResolverTest, AnswersLiteralsWithoutALookUp) {
  Resolver resolver(clock_, Lookup(), 0);  // not even a thread
  EXPECT_EQ(Ask(resolver, "10.0.0.1"), "10.0.0.1:80");
  EXPECT_EQ(Ask(resolver, "2001:db8::1"), "[2001:db8::1]:80");
  EXPECT_EQ(lookups_, 0);
}

TEST_F(ResolverTest, AlternatesTheFamiliesBeginningWithTheSystemsChoice) {
  Resolver resolver(clock_, Lookup());
  Serve({"::1", "::2", "::3", "10.0.0.1"});
  EXPECT_EQ(Ask(resolver, "a"), "[::1]:80 10.0.0.1:80 [::2]:80 [::3]:80");
  Serve({"10.0.0.1", "10.0.0.2", "::1"});
  EXPECT_EQ(Ask(resolver, "b"), "10.0.0.1:80 [::1]:80 10.0.0.2:80");
}

TEST_F(ResolverTest, KeepsAnswersAndRefreshesStaleOnesInTheBackground) {
  Resolver resolver(clock_, Lookup());
  Serve({"10.0.0.1"});
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  clock_.Advance(Resolver::kFresh - std::chrono::seconds(1));
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  EXPECT_EQ(lookups_, 1);

  Gate gate;
  hold_ = &gate;
  Serve({"10.0.0.2"});
  clock_.Advance(std::chrono::seconds(2));
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");  // stale, at once, while the look-up hangs
  ASSERT_TRUE(LookedUp(2));
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  hold_ = nullptr;
  gate.Open();
  for (std::string now; now != "10.0.0.2:80"; now = Ask(resolver, "a")) {
    ASSERT_TRUE(now.empty() || now == "10.0.0.1:80");
  }
  EXPECT_EQ(lookups_, 2);  // those who came meanwhile asked for no further one
}

TEST_F(ResolverTest, WaitsForANewAnswerWhenTheOldIsTooOld) {
  Resolver resolver(clock_, Lookup());
  Serve({"10.0.0.1"});
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  clock_.Advance(Resolver::kStale);
  Serve({"10.0.0.2"});
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.2:80");
}

TEST_F(ResolverTest, AFailedRefreshLeavesTheOldAnswerUsable) {
  Resolver resolver(clock_, Lookup());
  Serve({"10.0.0.1"});
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  Serve({});
  clock_.Advance(Resolver::kFresh);
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  ASSERT_TRUE(LookedUp(2));
  EXPECT_EQ(Ask(resolver, "a"), "10.0.0.1:80");
  clock_.Advance(Resolver::kStale);
  EXPECT_EQ(Ask(resolver, "a"), "The name a is unknown.");
}

TEST_F(ResolverTest, MayBeDestroyedWhileALoopWaits) {
  Gate gate;
  hold_ = &gate;
  auto resolver = std::make_unique<Resolver>(clock_, Lookup(), 1);
  Interrupt interrupt;
  std::promise<bool> done;
  struct Asking {
    static Task<void> Run(Resolver& resolver, Loop& loop, Interrupt& interrupt,
                          std::promise<bool>* done) {
      const MonotonicTime deadline = loop.now() + test::kPatience;
      const Result<Resolver::Addresses> found =
          co_await resolver.Resolve(loop, "a", 80, deadline, interrupt);
      done->set_value(!found && found.error().code == ErrorCode::kCancelled);
    }
  };
  thread_.loop().Post([&] { Spawn(Asking::Run(*resolver, thread_.loop(), interrupt, &done)); });
  ASSERT_TRUE(LookedUp(1));
  thread_.Call([&] { interrupt.Trigger(); });
  EXPECT_TRUE(done.get_future().get());
  gate.Open();
  resolver.reset();
}

// A name server that does not answer must not hold up the end of the program.
TEST(ResolverEnd, LeavesAHangingLookUpBehind) {
  struct Hanging {
    Gate begun, go_on, ended;
  };
  const auto hanging = std::make_shared<Hanging>();
  SystemClock clock;
  LoopThread thread;
  Interrupt interrupt;
  {
    Resolver resolver(
        clock,
        [hanging](const std::string&) -> Result<Resolver::Addresses> {
          hanging->begun.Open();
          hanging->go_on.Wait();
          hanging->ended.Open();
          return Fail(Error::Upstream("too late", true));
        },
        1);
    const Result<Resolver::Addresses> found = thread.Await([&] {
      return resolver.Resolve(thread.loop(), "slow.example", 80,
                              thread.loop().now() + std::chrono::milliseconds(1), interrupt);
    });
    EXPECT_FALSE(found);
    EXPECT_TRUE(hanging->begun.Wait());
  }
  hanging->go_on.Open();
  EXPECT_TRUE(hanging->ended.Wait());
}

}  // namespace
}  // namespace farthing::net
