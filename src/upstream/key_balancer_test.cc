#include "upstream/key_balancer.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace farthing::upstream {
namespace {

using namespace std::chrono_literals;

class KeyBalancerTest : public ::testing::Test {
 protected:
  MonotonicTime now() const { return clock_.Now(); }
  void Break(KeyBalancer& keys) {
    for (int i = 0; i < settings_.failures; ++i) {
      if (auto lease = keys.Acquire(now())) lease->Failed(now());
    }
  }

  FakeClock clock_;
  config::Breaker settings_{.failures = 3, .open = 5s};
};

TEST_F(KeyBalancerTest, TakesTheKeyWithTheFewestInFlight) {
  KeyBalancer keys(3, settings_);
  std::vector<KeyLease> held;
  std::set<uint32_t> used;
  for (int i = 0; i < 3; ++i) {
    held.push_back(keys.Acquire(now()).value());
    used.insert(held.back().key());
  }
  EXPECT_EQ(used.size(), 3u);
  const uint32_t freed = held[1].key();
  held[1].Succeeded(now());
  held.erase(held.begin() + 1);
  EXPECT_EQ(keys.in_flight(freed), 0u);
  EXPECT_EQ(keys.Acquire(now())->key(), freed);
}

TEST_F(KeyBalancerTest, EqualKeysTakeTurns) {
  KeyBalancer keys(2, settings_);
  int uses[2] = {};
  for (int i = 0; i < 10; ++i) {
    auto lease = keys.Acquire(now());
    lease->Succeeded(now());
    ++uses[lease->key()];
  }
  EXPECT_EQ(uses[0], 5);
  EXPECT_EQ(uses[1], 5);
}

TEST_F(KeyBalancerTest, AConversationStaysWithItsKeyWhateverTheLoad) {
  KeyBalancer keys(4, settings_);
  const uint32_t own = keys.Acquire(now(), 7)->key();
  std::vector<KeyLease> held;
  for (int i = 0; i < 5; ++i) {
    held.push_back(keys.Acquire(now(), 7).value());
    EXPECT_EQ(held.back().key(), own);
  }
  std::set<uint32_t> used;
  for (KeyBalancer::Affinity affinity = 1; affinity <= 8; ++affinity) {
    used.insert(keys.Acquire(now(), affinity)->key());
  }
  EXPECT_EQ(used.size(), 4u);  // many conversations use all keys
}

TEST_F(KeyBalancerTest, AConversationLeavesItsKeyWhileThatOneRestsAndComesBack) {
  KeyBalancer keys(3, settings_);
  auto lease = keys.Acquire(now(), 7);
  const uint32_t own = lease->key();
  lease->RateLimited(now(), 10s);
  lease.reset();
  for (int i = 0; i < 6; ++i) EXPECT_NE(keys.Acquire(now(), 7)->key(), own);
  clock_.Advance(10s);
  EXPECT_EQ(keys.Acquire(now(), 7)->key(), own);
}

TEST_F(KeyBalancerTest, AConversationLeavesItsKeyWhenTheBreakerOpens) {
  KeyBalancer keys(3, settings_);
  const uint32_t own = keys.Acquire(now(), 7)->key();
  for (int i = 0; i < settings_.failures; ++i) keys.Acquire(now(), 7)->Failed(now());
  EXPECT_FALSE(keys.is_breaker_closed(own));
  for (int i = 0; i < 6; ++i) EXPECT_NE(keys.Acquire(now(), 7)->key(), own);
  clock_.Advance(5s);
  auto probe = keys.Acquire(now(), 7);
  EXPECT_TRUE(probe->is_probe());
  probe->Succeeded(now());
  EXPECT_EQ(keys.Acquire(now(), 7)->key(), own);
}

TEST_F(KeyBalancerTest, ARateLimitedKeyRestsAsLongAsTheProviderSaid) {
  KeyBalancer keys(2, settings_);
  auto lease = keys.Acquire(now());
  const uint32_t limited = lease->key();
  EXPECT_TRUE(keys.HasOther(limited, now()));
  lease->RateLimited(now(), 10s);
  lease.reset();
  for (int i = 0; i < 4; ++i) EXPECT_NE(keys.Acquire(now())->key(), limited);
  EXPECT_FALSE(keys.HasOther(1 - limited, now()));
  clock_.Advance(10s);
  EXPECT_TRUE(keys.HasOther(1 - limited, now()));
}

TEST_F(KeyBalancerTest, WhenAllRestTheOneThatIsReadySoonestGoes) {
  KeyBalancer keys(2, settings_);
  auto a = keys.Acquire(now());
  auto b = keys.Acquire(now());
  const uint32_t sooner = b->key();
  a->RateLimited(now(), 20s);
  b->RateLimited(now(), 10s);
  a.reset();
  b.reset();
  EXPECT_FALSE(keys.IsHealthy(now()));
  EXPECT_EQ(keys.Acquire(now())->key(), sooner);
}

TEST_F(KeyBalancerTest, ASingleRestingKeyIsStillUsed) {
  KeyBalancer keys(1, settings_);
  keys.Acquire(now())->RateLimited(now(), std::nullopt);
  EXPECT_FALSE(keys.IsHealthy(now()));
  EXPECT_TRUE(keys.Acquire(now()).has_value());
  clock_.Advance(KeyLease::kDefaultRest);
  EXPECT_TRUE(keys.IsHealthy(now()));
}

TEST_F(KeyBalancerTest, AnAbsurdRetryAfterIsCapped) {
  KeyBalancer keys(1, settings_);
  keys.Acquire(now())->RateLimited(now(), 1000h);
  clock_.Advance(KeyLease::kLongestRest);
  EXPECT_TRUE(keys.IsHealthy(now()));
}

TEST_F(KeyBalancerTest, ARejectedKeyYieldsToTheOther) {
  KeyBalancer keys(2, settings_);
  auto lease = keys.Acquire(now());
  const uint32_t bad = lease->key();
  lease->Rejected(now());
  lease.reset();
  for (int i = 0; i < 4; ++i) EXPECT_NE(keys.Acquire(now())->key(), bad);
}

TEST_F(KeyBalancerTest, AnOpenBreakerRefusesItsKeyAndOnlyIt) {
  KeyBalancer keys(2, settings_);
  std::vector<KeyLease> held;  // makes key 1 the busier one
  while (held.empty() || held.back().key() != 1) held.push_back(keys.Acquire(now()).value());
  held.erase(held.begin(), held.end() - 1);
  for (int i = 0; i < 3; ++i) {
    auto lease = keys.Acquire(now());
    ASSERT_EQ(lease->key(), 0u);
    lease->Failed(now());
  }
  EXPECT_FALSE(keys.is_breaker_closed(0));
  EXPECT_TRUE(keys.IsHealthy(now()));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(keys.Acquire(now())->key(), 1u);
}

TEST_F(KeyBalancerTest, WithEveryBreakerOpenThereIsNoLease) {
  KeyBalancer keys(1, settings_);
  Break(keys);
  EXPECT_FALSE(keys.Acquire(now()));
  EXPECT_FALSE(keys.IsHealthy(now()));
}

TEST_F(KeyBalancerTest, ADueProbeGoesFirstAndOnce) {
  KeyBalancer keys(2, settings_);
  Break(keys);
  Break(keys);
  EXPECT_FALSE(keys.Acquire(now()));
  clock_.Advance(5s);
  auto first = keys.Acquire(now());
  auto second = keys.Acquire(now());
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(first->is_probe());
  EXPECT_TRUE(second->is_probe());
  EXPECT_NE(first->key(), second->key());
  EXPECT_FALSE(keys.Acquire(now()));
  first->Succeeded(now());
  EXPECT_TRUE(keys.IsHealthy(now()));
}

TEST_F(KeyBalancerTest, ALostProbeIsGivenBack) {
  KeyBalancer keys(1, settings_);
  Break(keys);
  clock_.Advance(5s);
  EXPECT_TRUE(keys.Acquire(now())->is_probe());  // the caller hung up: no outcome
  EXPECT_TRUE(keys.Acquire(now())->is_probe());
}

TEST_F(KeyBalancerTest, AStreamThatBreaksAfterItsFirstEventCountsAsFailure) {
  KeyBalancer keys(1, settings_);
  std::vector<KeyLease> streams;
  for (int i = 0; i < 3; ++i) {
    streams.push_back(keys.Acquire(now()).value());
    streams.back().Succeeded(now());
  }
  for (KeyLease& stream : streams) stream.Failed(now());
  EXPECT_FALSE(keys.is_breaker_closed(0));
}

TEST_F(KeyBalancerTest, ALeaseIsInFlightUntilItEnds) {
  KeyBalancer keys(1, settings_);
  auto lease = keys.Acquire(now());
  lease->Succeeded(now());
  EXPECT_EQ(keys.in_flight(0), 1u);
  KeyLease moved = std::move(*lease);
  lease.reset();
  EXPECT_EQ(keys.in_flight(0), 1u);
  moved = keys.Acquire(now()).value();
  EXPECT_EQ(keys.in_flight(0), 1u);
}

TEST_F(KeyBalancerTest, ThreadsLeaveNothingInFlight) {
  KeyBalancer keys(3, settings_);
  const MonotonicTime at = now();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 5'000; ++j) {
        auto lease = keys.Acquire(at + std::chrono::milliseconds(j));
        if (!lease) continue;
        const MonotonicTime end = at + std::chrono::milliseconds(j);
        switch ((i + j) % 5) {
          case 0:
            lease->Failed(end);
            break;
          case 1:
            lease->RateLimited(end, 1ms);
            break;
          case 2:
            break;
          default:
            lease->Succeeded(end);
        }
      }
    });
  }
  threads.clear();
  for (uint32_t key = 0; key < keys.size(); ++key) EXPECT_EQ(keys.in_flight(key), 0u);
}

}  // namespace
}  // namespace farthing::upstream
