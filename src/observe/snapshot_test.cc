#include "observe/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/document.h"

namespace farthing::observe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

class SnapshotTest : public testing::Test {
 protected:
  static MetricsOptions Options() {
    MetricsOptions options;
    options.version = "0.1.0";
    options.operations = {"chat", "embeddings"};
    options.dialects = {"openai", "anthropic"};
    options.steps = {"route"};
    return options;
  }

  void SetUp() override {
    WorkerMetrics& one = metrics_.AddWorker();
    WorkerMetrics& two = metrics_.AddWorker();
    const TargetId id = metrics_.Target("groq", "llama");
    one.ForTarget(id).RecordRequest({.duration = milliseconds(10),
                                     .first_token = milliseconds(2),
                                     .tokens = {.fresh = 5, .cache_read = 2, .output = 3}});
    two.ForTarget(id).RecordRequest({.operation = 1, .status = 502, .duration = milliseconds(20)});
    two.ForTarget(id).RecordRequest({.dialect = 1, .status = 499, .tokens = {.reasoning = 4}});
    two.ForTarget(kNoTarget).RecordRequest({.status = 401});
    one.ForTarget(id).RecordMoney(
        {.cost = Money::Picodollars(3'000'000), .baseline = Money::Picodollars(2'000'000)});
    two.ForTarget(id).RecordMoney({.priced = false, .estimated = true});
    one.RecordSaved(0, Money::Picodollars(-1'000'000));
    metrics_.SetLedger({.up = false, .rows = 40, .waiting_rows = 2});
    for (const auto outcome : {AttemptOutcome::kOk, AttemptOutcome::kServerError,
                               AttemptOutcome::kClientError, AttemptOutcome::kCancelled}) {
      one.ForTarget(id).RecordAttempt(outcome);
    }
    one.ForPool("groq").idle.Set(2);
    two.ForPool("groq").active.Set(1);
    one.requests_in_flight().Add(3);
    two.client_connections().Add(9);
    one.RecordShed(ShedReason::kConnections);
    one.bytes_out().Add(77);
    metrics_.SetBreaker("groq", 1, BreakerState::kOpen);
    one.RecordError({.time = WallTime(seconds(1'750'000'000)),
                     .request_id = "req_1",
                     .model = "groq/llama",
                     .status = 502,
                     .slug = "upstream",
                     .message = "it \xff broke"});
  }

  LiveSnapshot Take() {
    return TakeSnapshot(metrics_, WallTime(seconds(1'750'000'001)), seconds(61));
  }

  Metrics metrics_{Options()};
};

TEST_F(SnapshotTest, GathersTheFamiliesByModelAndUpstream) {
  const LiveSnapshot snapshot = Take();
  ASSERT_EQ(snapshot.models.size(), 2U);
  const ModelSnapshot& llama = snapshot.models[0];
  EXPECT_EQ(llama.provider, "groq");
  EXPECT_EQ(llama.model, "llama");
  EXPECT_EQ(llama.requests, 3U);
  EXPECT_EQ(llama.errors, 1U) << "499 is the caller's own doing";
  EXPECT_EQ(llama.tokens_in, 7U);
  EXPECT_EQ(llama.tokens_out, 7U);
  EXPECT_EQ(llama.duration.Count(), 3U);
  EXPECT_EQ(llama.first_token.Count(), 1U);
  EXPECT_EQ(llama.cost, 3'000'000U);
  EXPECT_EQ(llama.saved(), -1'000'000);
  EXPECT_EQ(llama.unpriced, 1U);
  EXPECT_EQ(llama.estimated, 1U);
  EXPECT_EQ(snapshot.models[1].provider, "none");
  EXPECT_EQ(snapshot.Total().requests, 4U);
  EXPECT_EQ(snapshot.Total().errors, 2U);

  ASSERT_EQ(snapshot.upstreams.size(), 1U);
  const UpstreamSnapshot& groq = snapshot.upstreams[0];
  EXPECT_EQ(groq.attempts, 4U);
  EXPECT_EQ(groq.failed_attempts, 1U);
  EXPECT_EQ(groq.idle, 2);
  EXPECT_EQ(groq.active, 1);
  EXPECT_THAT(groq.breakers, ElementsAre(BreakerState::kClosed, BreakerState::kOpen));

  ASSERT_EQ(snapshot.steps.size(), 1U);
  EXPECT_EQ(snapshot.steps[0].step, "route");
  EXPECT_EQ(snapshot.steps[0].saved, -1'000'000);
  EXPECT_FALSE(snapshot.ledger.up);
  EXPECT_EQ(snapshot.ledger.rows, 40U);
  EXPECT_EQ(snapshot.ledger.waiting_rows, 2U);
  EXPECT_EQ(snapshot.requests_in_flight, 3);
  EXPECT_EQ(snapshot.client_connections, 9);
  EXPECT_EQ(snapshot.shed, 1U);
  EXPECT_EQ(snapshot.bytes_out, 77U);
  ASSERT_EQ(snapshot.errors.size(), 1U);
}

TEST_F(SnapshotTest, TravelsAsJson) {
  const LiveSnapshot before = Take();
  const auto decoded = DecodeSnapshot(EncodeSnapshot(before));
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(EncodeSnapshot(*decoded), EncodeSnapshot(before));
  EXPECT_EQ(decoded->uptime, seconds(61));
  EXPECT_EQ(decoded->models[0].duration.buckets, before.models[0].duration.buckets);
  EXPECT_EQ(decoded->models[0].baseline, 2'000'000U);
  EXPECT_EQ(decoded->steps[0].saved, -1'000'000);
  EXPECT_FALSE(decoded->ledger.up);
  EXPECT_EQ(decoded->upstreams[0].breakers, before.upstreams[0].breakers);
  EXPECT_EQ(decoded->errors[0].message, "it \xEF\xBF\xBD broke");
  EXPECT_EQ(decoded->errors[0].time, before.errors[0].time);
}

TEST_F(SnapshotTest, HasQuantilesForPeople) {
  const auto document = json::Document::Parse(EncodeSnapshot(Take()));
  ASSERT_TRUE(document.has_value());
  for (const json::Value model : document->root().Find("models")) {
    if (model.Find("model").string() != "llama") continue;
    EXPECT_NEAR(*model.Find("first_token").Find("p99_ms").number(), 2, 0.25);
  }
}

TEST_F(SnapshotTest, TheDifferenceOfTwoIsWhatCameBetween) {
  const LiveSnapshot before = Take();
  metrics_.AddWorker().ForTarget(metrics_.Target("groq", "llama")).RecordRequest({.status = 500});
  ModelSnapshot since = Take().Total();
  since.Subtract(before.Total());
  EXPECT_EQ(since.requests, 1U);
  EXPECT_EQ(since.errors, 1U);
  EXPECT_EQ(since.tokens_in, 0U);
  EXPECT_EQ(since.duration.Count(), 1U);
}

TEST(DecodeSnapshot, RefusesOtherTextsAndSurvivesOddOnes) {
  for (const char* text : {"", "{}", "[]", "{\"models\":[]}", "{\"error\":{}}", "{\"models\":"}) {
    EXPECT_FALSE(DecodeSnapshot(text).has_value()) << text;
  }
  const auto odd = DecodeSnapshot(
      R"({"time":"never","models":[7,{"requests":-3,"duration":{"buckets":)"
      R"([[999,1],[-1,1],[],[2],[3,-4],"x",[4,5,6]]}}],"upstreams":{"a":1},"recent_errors":null})");
  ASSERT_TRUE(odd.has_value());
  EXPECT_EQ(odd->time, WallTime());
  ASSERT_EQ(odd->models.size(), 2U);
  EXPECT_EQ(odd->models[1].requests, 0U);
  EXPECT_EQ(odd->models[1].duration.Count(), 5U);
}

TEST(BreakerState, HasNames) {
  EXPECT_EQ(NameOf(BreakerState::kClosed), "closed");
  EXPECT_EQ(NameOf(BreakerState::kHalfOpen), "half_open");
  EXPECT_EQ(NameOf(BreakerState::kOpen), "open");
}

}  // namespace
}  // namespace farthing::observe
