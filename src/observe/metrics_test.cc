#include "observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <thread>

namespace farthing::observe {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

MetricsOptions Options() {
  MetricsOptions options;
  options.version = "1.2.3";
  options.operations = {"chat", "embeddings"};
  options.dialects = {"openai", "anthropic"};
  options.steps = {"limits", "route"};
  return options;
}

const Sample* Find(const std::vector<FamilySamples>& families, Family family,
                   const Labels& labels) {
  for (const FamilySamples& samples : families) {
    if (samples.family != family) continue;
    for (const Sample& sample : samples.samples) {
      if (sample.labels == labels) return &sample;
    }
  }
  return nullptr;
}

// -1: no such series.
int64_t ValueOf(const Metrics& metrics, Family family, const Labels& labels) {
  const std::vector<FamilySamples> families = metrics.Collect();
  const Sample* sample = Find(families, family, labels);
  return sample == nullptr ? -1 : sample->value;
}

TEST(Metrics, ARequestIsCountedWhereItBelongs) {
  Metrics metrics(Options());
  WorkerMetrics& worker = metrics.AddWorker();
  TargetMetrics& target = worker.ForTarget(metrics.Target("groq", "llama"));
  RequestSample sample;
  sample.dialect = 1;
  sample.duration = milliseconds(20);
  sample.first_token = milliseconds(5);
  sample.gateway_time = milliseconds(1);
  sample.tokens = {.fresh = 100, .cache_read = 7, .output = 30};
  target.RecordRequest(sample);

  const auto families = metrics.Collect();
  const Sample* requests =
      Find(families, Family::kRequests, {"chat", "anthropic", "groq", "llama", "200"});
  ASSERT_NE(requests, nullptr);
  EXPECT_EQ(requests->value, 1);
  const Sample* duration = Find(families, Family::kRequestDuration, {"chat", "groq", "llama"});
  ASSERT_NE(duration, nullptr);
  EXPECT_EQ(duration->histogram->sum_ns, 20'000'000U);
  const Sample* first_token = Find(families, Family::kTimeToFirstToken, {"groq", "llama"});
  ASSERT_NE(first_token, nullptr);
  EXPECT_EQ(first_token->histogram->sum_ns, 5'000'000U);
  const Sample* own = Find(families, Family::kGatewayTime, {"chat"});
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->histogram->sum_ns, 1'000'000U);
  EXPECT_EQ(Find(families, Family::kTokens, {"groq", "llama", "fresh"})->value, 100);
  EXPECT_EQ(Find(families, Family::kTokens, {"groq", "llama", "cache_read"})->value, 7);
  EXPECT_EQ(Find(families, Family::kTokens, {"groq", "llama", "output"})->value, 30);
  EXPECT_EQ(Find(families, Family::kTokens, {"groq", "llama", "reasoning"}), nullptr);
}

RequestMoney Priced(int64_t cost, int64_t baseline) {
  RequestMoney money;
  money.cost = Money::Picodollars(cost);
  money.baseline = Money::Picodollars(baseline);
  return money;
}

TEST(Metrics, MoneyIsSummedByModelToThePicodollar) {
  Metrics metrics(Options());
  const TargetId id = metrics.Target("groq", "llama");
  metrics.AddWorker().ForTarget(id).RecordMoney(Priced(1'753'500, 2'000'000));
  TargetMetrics& target = metrics.AddWorker().ForTarget(id);
  target.RecordMoney(Priced(9'000'000'000'000'000'001, 0));
  target.RecordMoney(Priced(0, 7));
  EXPECT_EQ(ValueOf(metrics, Family::kCost, {"groq", "llama"}), 9'000'000'000'001'753'501);
  EXPECT_EQ(ValueOf(metrics, Family::kBaseline, {"groq", "llama"}), 2'000'007);
  EXPECT_EQ(ValueOf(metrics, Family::kUnpricedRequests, {"groq", "llama"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kEstimatedRequests, {"groq", "llama"}), 0);
}

TEST(Metrics, AnUnpricedRequestIsCountedAndItsMoneyIsNot) {
  Metrics metrics(Options());
  TargetMetrics& target = metrics.AddWorker().ForTarget(metrics.Target("groq", "llama"));
  RequestMoney money = Priced(5, 6);
  money.priced = false;
  money.estimated = true;
  target.RecordMoney(money);
  EXPECT_EQ(ValueOf(metrics, Family::kCost, {"groq", "llama"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kBaseline, {"groq", "llama"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kUnpricedRequests, {"groq", "llama"}), 1);
  EXPECT_EQ(ValueOf(metrics, Family::kEstimatedRequests, {"groq", "llama"}), 1);
}

// Prometheus takes it for a restart; a counter that falls below 0 it would take for a lie.
TEST(Metrics, ACounterPastItsRangeBeginsAnew) {
  Metrics metrics(Options());
  TargetMetrics& target = metrics.AddWorker().ForTarget(metrics.Target("groq", "llama"));
  target.RecordMoney(Priced(std::numeric_limits<int64_t>::max(), 0));
  target.RecordMoney(Priced(6, 0));
  EXPECT_EQ(ValueOf(metrics, Family::kCost, {"groq", "llama"}), 5);
}

TEST(Metrics, AStepMayLoseMoney) {
  Metrics metrics(Options());
  metrics.AddWorker().RecordSaved(1, Money::Picodollars(-30));
  metrics.AddWorker().RecordSaved(1, Money::Picodollars(10));
  EXPECT_EQ(ValueOf(metrics, Family::kSaved, {"route"}), -20);
  EXPECT_EQ(ValueOf(metrics, Family::kSaved, {"limits"}), 0);
}

TEST(Metrics, TheLedgerIsAsItWasLastSeen) {
  Metrics metrics(Options());
  EXPECT_EQ(ValueOf(metrics, Family::kLedgerUp, {}), -1);
  metrics.SetLedger({.up = true, .rows = 10, .waiting_rows = 2});
  metrics.SetLedger({.up = false, .rows = 12, .waiting_rows = 30});
  EXPECT_EQ(ValueOf(metrics, Family::kLedgerUp, {}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kLedgerRows, {}), 12);
  EXPECT_EQ(ValueOf(metrics, Family::kLedgerWaitingRows, {}), 30);
}

TEST(Metrics, WhatWasNotMeasuredIsNotInTheHistograms) {
  Metrics metrics(Options());
  metrics.AddWorker().ForTarget(kNoTarget).RecordRequest({.operation = 1, .status = 401});
  const auto families = metrics.Collect();
  EXPECT_NE(Find(families, Family::kRequests, {"embeddings", "openai", "none", "none", "401"}),
            nullptr);
  EXPECT_EQ(Find(families, Family::kTimeToFirstToken, {"none", "none"}), nullptr);
  EXPECT_EQ(Find(families, Family::kGatewayTime, {"embeddings"}), nullptr);
}

TEST(Metrics, WorkersAreAddedUp) {
  Metrics metrics(Options());
  const TargetId id = metrics.Target("a", "m");
  for (int i = 0; i < 3; ++i) {
    WorkerMetrics& worker = metrics.AddWorker();
    worker.ForTarget(id).RecordRequest({});
    worker.ForTarget(id).RecordAttempt(AttemptOutcome::kTimeout);
    worker.ForTarget(id).RecordRetry();
    worker.ForTarget(id).RecordFallback();
    worker.ForPool("a").idle.Set(2);
    worker.client_connections().Add(5);
    worker.client_connections().Add(-1);
    worker.bytes_in().Add(10);
    worker.RecordShed(ShedReason::kInFlight);
  }
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"chat", "openai", "a", "m", "200"}), 3);
  EXPECT_EQ(ValueOf(metrics, Family::kAttempts, {"a", "m", "timeout"}), 3);
  EXPECT_EQ(ValueOf(metrics, Family::kRetries, {"a", "m"}), 3);
  EXPECT_EQ(ValueOf(metrics, Family::kFallbacks, {"a", "m"}), 3);
  EXPECT_EQ(ValueOf(metrics, Family::kUpstreamConnections, {"a", "idle"}), 6);
  EXPECT_EQ(ValueOf(metrics, Family::kUpstreamConnections, {"a", "active"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kClientConnections, {}), 12);
  EXPECT_EQ(ValueOf(metrics, Family::kBytes, {"in"}), 30);
  EXPECT_EQ(ValueOf(metrics, Family::kBytes, {"out"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kShed, {"in_flight"}), 3);
}

TEST(Metrics, GaugesMayBeNegativeForAMomentBetweenWorkers) {
  Metrics metrics(Options());
  metrics.AddWorker().requests_in_flight().Add(-2);
  metrics.AddWorker().requests_in_flight().Add(5);
  EXPECT_EQ(ValueOf(metrics, Family::kRequestsInFlight, {}), 3);
}

TEST(Metrics, ProcessWideThings) {
  Metrics metrics(Options());
  metrics.SetBreaker("openai", 1, BreakerState::kOpen);
  metrics.SetBreaker("openai", 0, BreakerState::kOpen);
  metrics.SetBreaker("openai", 0, BreakerState::kHalfOpen);
  metrics.RecordReload(true);
  metrics.RecordReload(true);
  EXPECT_EQ(ValueOf(metrics, Family::kBreakerState, {"openai", "1"}), 2);
  EXPECT_EQ(ValueOf(metrics, Family::kBreakerState, {"openai", "0"}), 1);
  EXPECT_EQ(ValueOf(metrics, Family::kConfigReloads, {"success"}), 2);
  EXPECT_EQ(ValueOf(metrics, Family::kConfigReloads, {"failure"}), 0);
  EXPECT_EQ(ValueOf(metrics, Family::kBuildInfo, {"1.2.3"}), 1);
}

TEST(Metrics, ATargetKeepsItsIdAndBeyondTheBoundAllAreOther) {
  MetricsOptions options = Options();
  options.max_targets = 2;
  Metrics metrics(options);
  const TargetId first = metrics.Target("p", "one");
  metrics.Target("p", "two");
  const TargetId third = metrics.Target("p", "three");
  EXPECT_EQ(metrics.Target("p", "one"), first);
  EXPECT_EQ(metrics.Target("q", "four"), third);
  metrics.AddWorker().ForTarget(third).RecordRequest({});
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"chat", "openai", "other", "other", "200"}), 1);
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"chat", "openai", "p", "three", "200"}), -1);
}

TEST(Metrics, AFullFamilyCountsWhatIsBeyondAsOther) {
  MetricsOptions options = Options();
  options.max_series_per_family = 2;
  Metrics metrics(options);
  WorkerMetrics& worker = metrics.AddWorker();
  TargetMetrics& target = worker.ForTarget(kNoTarget);
  for (const int status : {200, 404, 401, 403, 200}) target.RecordRequest({.status = status});
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"chat", "openai", "none", "none", "200"}), 2);
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"other", "other", "other", "other", "other"}), 2);
}

TEST(Metrics, AStatusOutsideHttpIsOther) {
  Metrics metrics(Options());
  TargetMetrics& target = metrics.AddWorker().ForTarget(kNoTarget);
  for (const int status : {0, 99, 600, 1'000'000}) target.RecordRequest({.status = status});
  EXPECT_EQ(ValueOf(metrics, Family::kRequests, {"chat", "openai", "none", "none", "other"}), 4);
}

TEST(Metrics, FamiliesAndTheirSeriesComeInAFixedOrder) {
  Metrics metrics(Options());
  WorkerMetrics& worker = metrics.AddWorker();
  worker.ForTarget(metrics.Target("z", "m")).RecordRetry();
  worker.ForTarget(metrics.Target("a", "m")).RecordRetry();
  const auto families = metrics.Collect();
  for (size_t i = 1; i < families.size(); ++i) {
    EXPECT_LT(families[i - 1].family, families[i].family);
  }
  for (const FamilySamples& family : families) {
    if (family.family != Family::kRetries) continue;
    ASSERT_EQ(family.samples.size(), 2U);
    EXPECT_THAT(family.samples[0].labels, ElementsAre("a", "m"));
  }
}

// Run under the thread sanitizer: scrapes, new targets and new workers while others count.
TEST(Metrics, ScrapesRunBesideCountingThreads) {
  constexpr int kThreads = 3, kRequests = 20'000;
  Metrics metrics(Options());
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&metrics, &running] {
      WorkerMetrics& worker = metrics.AddWorker();
      for (int i = 0; i < kRequests; ++i) {
        const std::string model = "m" + std::to_string(i % 7);
        worker.ForTarget(metrics.Target("p", model))
            .RecordRequest({.status = 200 + i % 3, .first_token = milliseconds(1)});
        if (i % 1000 == 0) worker.RecordError({.status = 500, .message = "broken"});
      }
      --running;
    });
  }
  int64_t last = 0;
  while (running > 0) {
    int64_t total = 0;
    for (const FamilySamples& family : metrics.Collect()) {
      if (family.family != Family::kRequests) continue;
      for (const Sample& sample : family.samples) total += sample.value;
    }
    EXPECT_GE(total, last);
    last = total;
    metrics.SetBreaker("p", 0, BreakerState::kOpen);
    EXPECT_LE(metrics.CollectErrors().size(), RecentErrors::kCapacity);
  }
  for (std::thread& thread : threads) thread.join();
  uint64_t recorded = 0;
  for (const FamilySamples& family : metrics.Collect()) {
    if (family.family != Family::kTimeToFirstToken) continue;
    for (const Sample& sample : family.samples) recorded += sample.histogram->Count();
  }
  EXPECT_EQ(recorded, uint64_t{kThreads} * kRequests);
}

TEST(RecentErrors, KeepsTheLastOfAllWorkersNewestFirst) {
  Metrics metrics(Options());
  WorkerMetrics& one = metrics.AddWorker();
  WorkerMetrics& two = metrics.AddWorker();
  FakeClock clock;
  for (int i = 0; i < 50; ++i) {
    clock.Advance(milliseconds(1));
    (i % 2 == 0 ? one : two).RecordError({.time = clock.WallNow(), .status = 400 + i});
  }
  const std::vector<RecentError> errors = metrics.CollectErrors();
  ASSERT_EQ(errors.size(), RecentErrors::kCapacity);
  for (size_t i = 0; i < errors.size(); ++i) EXPECT_EQ(errors[i].status, 449 - static_cast<int>(i));
}

TEST(RecentErrors, AreSafeForATerminal) {
  RecentErrors ring;
  ring.Push({.message = "a\x1b[2Jb\nc\x7f" + std::string(500, 'x')});
  ring.Push({.message = std::string(RecentErrors::kMaxMessageBytes - 1, 'x') + "\xc3\xa9"});
  std::vector<RecentError> errors;
  ring.AppendTo(&errors);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_TRUE(errors[0].message.starts_with("a [2Jb c x"));
  EXPECT_EQ(errors[0].message.size(), RecentErrors::kMaxMessageBytes);
  EXPECT_EQ(errors[1].message, std::string(RecentErrors::kMaxMessageBytes - 1, 'x'));
}

}  // namespace
}  // namespace farthing::observe
