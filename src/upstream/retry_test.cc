#include "upstream/retry.h"

#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

using namespace std::chrono_literals;
using Kind = NextStep::Kind;

// Random numbers that are always as large, or as small, as can be.
class FixedRandom final : public Random {
 public:
  uint64_t Next() override { return bits; }
  uint64_t bits = ~uint64_t{0};
};

class RetryTest : public ::testing::Test {
 protected:
  RetryTest() {
    config_.providers = {{.name = "a", .base_url = "http://a/v1"},
                         {.name = "b", .base_url = "http://b/v1"},
                         {.name = "c", .base_url = "http://c/v1"}};
    upstreams_ = UpstreamSet::Make(config_, nullptr).value();
  }

  RetryPlan& Begin(size_t candidates, Duration total = 600s) {
    candidates_.clear();
    for (size_t i = 0; i < candidates; ++i) {
      candidates_.push_back({.upstream = upstreams_.all()[i].get(), .model = "m"});
    }
    plan_.emplace(config_.retry, candidates_, clock_.Now() + total, random_);
    return *plan_;
  }

  NextStep Attempt(Outcome outcome) {
    if (outcome.trouble != Trouble::kNoUsableKey) plan_->AttemptBegun(clock_.Now());
    return plan_->OnTrouble(std::move(outcome), clock_.Now());
  }
  NextStep Attempt(Trouble trouble) {
    return Attempt({.trouble = trouble, .error = Error::Upstream("trouble", true)});
  }
  NextStep Status(int status, std::optional<std::chrono::milliseconds> retry_after = {},
                  bool has_other_key = false) {
    Error error = Error::Upstream("the provider said " + std::to_string(status), true);
    error.status = status;
    error.retry_after = retry_after;
    return Attempt({Trouble::kStatus, std::move(error), has_other_key});
  }

  FakeClock clock_;
  FixedRandom random_;
  config::Config config_;
  UpstreamSet upstreams_;
  Candidates candidates_;
  std::optional<RetryPlan> plan_;
};

TEST_F(RetryTest, WhatMaySucceedAgainIsRetriedUntilTheAttemptsAreSpent) {
  for (int status : {408, 409, 425, 429, 500, 502, 503, 504, 529}) {
    Begin(1);
    EXPECT_EQ(Status(status).kind, Kind::kRetrySame) << status;
    EXPECT_EQ(Status(status).kind, Kind::kRetrySame) << status;
    const NextStep last = Status(status);
    ASSERT_EQ(last.kind, Kind::kGiveUp) << status;
    EXPECT_EQ(last.error->http_status(), status);
    EXPECT_EQ(plan_->attempts(), 3);
    clock_.Advance(1min);  // a fresh retry budget
  }
}

TEST_F(RetryTest, ConnectionTroubleAndBrokenAnswersAreRetried) {
  for (const Trouble trouble :
       {Trouble::kConnect, Trouble::kConnectTimeout, Trouble::kReset, Trouble::kBroken}) {
    Begin(1);
    EXPECT_EQ(Attempt(trouble).kind, Kind::kRetrySame) << static_cast<int>(trouble);
  }
}

TEST_F(RetryTest, ARequestAtFaultIsNeverRepeatedAnywhere) {
  for (int status : {400, 405, 413, 415, 422}) {
    Begin(3);
    const NextStep step = Status(status, {}, true);
    ASSERT_EQ(step.kind, Kind::kGiveUp) << status;
    EXPECT_EQ(step.error->http_status(), status);
    EXPECT_EQ(step.error->message, "the provider said " + std::to_string(status));
  }
}

TEST_F(RetryTest, ARefusedKeyYieldsToAnotherKeyAtOnceThenToAnotherProvider) {
  for (int status : {401, 402, 403}) {
    Begin(2);
    const NextStep other_key = Status(status, {}, true);
    EXPECT_EQ(other_key.kind, Kind::kRetrySame) << status;
    EXPECT_EQ(other_key.delay, 0s);
    EXPECT_EQ(Status(status).kind, Kind::kNextCandidate);
    EXPECT_EQ(Status(status).kind, Kind::kGiveUp);
    Begin(1);
    EXPECT_EQ(Status(status).kind, Kind::kGiveUp) << "the only key is not tried again";
    clock_.Advance(1min);
  }
}

TEST_F(RetryTest, AModelTheProviderLacksGoesToTheNextCandidate) {
  Begin(2);
  EXPECT_EQ(Status(404).kind, Kind::kNextCandidate);
  EXPECT_EQ(plan_->current().upstream, upstreams_.Find("b"));
  const NextStep step = Status(404);
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->http_status(), 404);
}

TEST_F(RetryTest, SlowAnswersAreNotPaidForTwiceButAnotherModelMayAnswer) {
  for (const Trouble trouble : {Trouble::kFirstByteTimeout, Trouble::kIdleTimeout}) {
    Begin(1);
    EXPECT_EQ(Attempt(trouble).kind, Kind::kGiveUp);
    Begin(2);
    EXPECT_EQ(Attempt(trouble).kind, Kind::kNextCandidate);
  }
}

TEST_F(RetryTest, AnUnreachableProviderIsLeftAtOnceWhereThereIsAnother) {
  Begin(2);
  EXPECT_EQ(Attempt(Trouble::kConnect).kind, Kind::kNextCandidate);
  EXPECT_EQ(Attempt(Trouble::kConnect).kind, Kind::kRetrySame);
  EXPECT_EQ(Attempt(Trouble::kConnect).kind, Kind::kGiveUp);
}

TEST_F(RetryTest, EveryCandidateKeepsAnAttempt) {
  Begin(2);
  EXPECT_EQ(Status(500).kind, Kind::kRetrySame);
  EXPECT_EQ(Status(500).kind, Kind::kNextCandidate);
  EXPECT_EQ(Status(500).kind, Kind::kGiveUp);
  Begin(3);
  EXPECT_EQ(Status(500).kind, Kind::kNextCandidate);
  EXPECT_EQ(Status(500).kind, Kind::kNextCandidate);
  EXPECT_EQ(Status(500).kind, Kind::kGiveUp);
}

// A fallback must not begin the count anew.
TEST_F(RetryTest, AttemptsAreBoundedOverTheWholeChain) {
  config_.retry.max_attempts = 2;
  Begin(3);
  EXPECT_EQ(Status(500).kind, Kind::kNextCandidate);
  const NextStep step = Status(503);
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->http_status(), 503);
  EXPECT_EQ(plan_->attempts(), 2);
}

TEST_F(RetryTest, AnOpenBreakerCostsNoAttempt) {
  config_.retry.max_attempts = 1;
  Begin(3);
  EXPECT_EQ(Attempt(Trouble::kNoUsableKey).kind, Kind::kNextCandidate);
  EXPECT_EQ(Attempt(Trouble::kNoUsableKey).kind, Kind::kNextCandidate);
  EXPECT_EQ(Attempt(Trouble::kReset).kind, Kind::kGiveUp);
  EXPECT_EQ(plan_->attempts(), 1);
}

TEST_F(RetryTest, AProvidersOwnErrorSaysMoreThanAnOpenBreaker) {
  Begin(2);
  EXPECT_EQ(Status(404).kind, Kind::kNextCandidate);
  const NextStep step = Attempt(Trouble::kNoUsableKey);
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->http_status(), 404);
}

TEST_F(RetryTest, BackOffDoublesUpToItsCeilingWithFullJitter) {
  config_.retry = {.max_attempts = 10, .backoff = 100ms, .max_backoff = 300ms};
  Begin(1);
  for (const Duration ceiling : {100ms, 200ms, 300ms, 300ms}) {
    const NextStep step = Status(500);
    EXPECT_LT(step.delay, ceiling);
    EXPECT_GT(step.delay, ceiling - 1us);
  }
  random_.bits = 0;
  EXPECT_EQ(Status(500).delay, 0s);
}

TEST_F(RetryTest, RetryAfterIsHonouredUpToTheLongestBackOff) {
  random_.bits = 0;
  Begin(2);
  EXPECT_EQ(Status(429, 5000ms).delay, 5s);
  Begin(2);
  EXPECT_EQ(Status(429, 5001ms).kind, Kind::kNextCandidate);
  Begin(1);
  const NextStep step = Status(503, 60'000ms);
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->retry_after, 60'000ms);
}

TEST_F(RetryTest, ALimitedKeyYieldsToAnotherWithoutWaiting) {
  Begin(1);
  const NextStep step = Status(429, 60'000ms, true);
  EXPECT_EQ(step.kind, Kind::kRetrySame);
  EXPECT_EQ(step.delay, 0s);
}

TEST_F(RetryTest, NoAttemptBeginsAfterTheDeadline) {
  random_.bits = 0;
  Begin(1, 3s);
  EXPECT_EQ(Status(429, 3000ms).kind, Kind::kGiveUp) << "the wait ends at the deadline";
  Begin(2, 3s);
  EXPECT_EQ(Status(429, 3000ms).kind, Kind::kNextCandidate);
  Begin(2, 3s);
  clock_.Advance(3s);
  const NextStep step = Status(500);
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->code, ErrorCode::kTimeout);
  EXPECT_EQ(step.error->http_status(), 504);
}

TEST_F(RetryTest, TheTotalTimeoutEndsIt) {
  Begin(3);
  const NextStep step =
      Attempt({.trouble = Trouble::kTotalTimeout, .error = Error::Timeout("too slow")});
  ASSERT_EQ(step.kind, Kind::kGiveUp);
  EXPECT_EQ(step.error->message, "too slow");
}

TEST_F(RetryTest, WithoutADeadlineItGoesOn) {
  candidates_.assign(1, {.upstream = upstreams_.Find("a"), .model = "m"});
  plan_.emplace(config_.retry, candidates_, MonotonicTime::max(), random_);
  EXPECT_EQ(Status(500).kind, Kind::kRetrySame);
}

TEST_F(RetryTest, AnErrorInsideAnAnswerFollowsItsStatusOrItsNature) {
  Error overloaded = Error::Upstream("overloaded", true);
  Error refused = Error::InvalidRequest("bad tool");
  Error known = Error::Upstream("no such model", true);
  known.status = 404;
  Begin(1);
  EXPECT_EQ(Attempt({Trouble::kErrorInAnswer, overloaded}).kind, Kind::kRetrySame);
  Begin(2);
  EXPECT_EQ(Attempt({Trouble::kErrorInAnswer, refused}).kind, Kind::kGiveUp);
  Begin(2);
  EXPECT_EQ(Attempt({Trouble::kErrorInAnswer, known}).kind, Kind::kNextCandidate);
}

TEST_F(RetryTest, AnEmptyBudgetForbidsTheSameButNotTheNext) {
  while (upstreams_.Find("a")->retry_budget.TryRetry(clock_.Now())) {
  }
  Begin(1);
  EXPECT_EQ(Status(500).kind, Kind::kGiveUp);
  Begin(2);
  EXPECT_EQ(Status(500).kind, Kind::kNextCandidate);
}

// However often a provider fails, it sees at most a fifth more than its callers asked for.
TEST_F(RetryTest, AnOutageIsNotMultiplied) {
  int attempts = 0;
  for (int request = 0; request < 1000; ++request) {
    Begin(1);
    while (Status(503).kind == Kind::kRetrySame) {
    }
    attempts += plan_->attempts();
  }
  EXPECT_LE(attempts, 1000 + 200 + static_cast<int>(RetryBudget::kFloor));
  EXPECT_GE(attempts, 1200);
}

}  // namespace
}  // namespace farthing::upstream
