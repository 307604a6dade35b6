#include "lab/load/round.h"

#include <gtest/gtest.h>

#include "lab/load/hold.h"
#include "lab/mock/mock_server.h"

namespace farthing::lab {
namespace {

// A mock on its own thread and rounds of load against it.
class RoundTest : public testing::Test {
 protected:
  void StartMock(const MockOptions& options) {
    server_ = MockServer::Create(options, Brain(), clock_).value();
    server_->Start();
  }

  Target At(std::string_view path) {
    return ParseTarget(server_->url() + std::string(path)).value();
  }

  Tally Ask(std::string_view path) {
    const Target target = At(path);
    return Round(target, options_, 1, meter_, clock_).Run();
  }

  SystemClock clock_;
  ProcessMeter meter_{{}};
  LoadOptions options_{.connections = 8,
                       .duration = std::chrono::milliseconds(100),
                       .warmup = std::chrono::milliseconds(10),
                       .check = true};
  std::unique_ptr<MockServer> server_;
};

TEST_F(RoundTest, EveryAnswerIsRight) {
  StartMock({});
  const Tally tally = Ask("/v1/chat/completions");
  EXPECT_GT(tally.ok, 0u);
  EXPECT_EQ(tally.ok, tally.sent);
  EXPECT_TRUE(tally.errors.empty());
  EXPECT_EQ(tally.latency.count(), tally.ok);
}

TEST_F(RoundTest, StreamsOfEveryDialectAreRight) {
  StartMock({.threads = 2, .stream_events = 5, .stamp = true});
  options_.stream = true;
  for (const char* path : {"/v1/chat/completions", "/v1/messages"}) {
    const Tally tally = Ask(path);
    EXPECT_GT(tally.ok, 0u) << path;
    EXPECT_TRUE(tally.errors.empty()) << path;
    EXPECT_EQ(tally.first_event.count(), tally.ok) << path;
    EXPECT_GT(tally.event_delay.count(), 0u) << path;
  }
}

TEST_F(RoundTest, AnOpenLoopKeepsItsRate) {
  StartMock({});
  options_.rate = 1000;
  options_.arrivals = ArrivalKind::kConstant;
  const Tally tally = Ask("/v1/chat/completions");
  const double seconds = std::chrono::duration<double>(tally.measured).count();
  EXPECT_NEAR(static_cast<double>(tally.sent), options_.rate * seconds, 1.5);
  EXPECT_TRUE(tally.errors.empty());
}

TEST_F(RoundTest, WaitingForAFreeConnectionIsPartOfTheLatency) {
  StartMock({.delay = std::chrono::milliseconds(20)});
  options_.connections = 1;
  options_.rate = 200;
  options_.arrivals = ArrivalKind::kConstant;
  const Tally tally = Ask("/v1/chat/completions");
  EXPECT_GT(tally.latency.max(), std::chrono::milliseconds(60));
}

TEST_F(RoundTest, FaultsAreErrorsAndNeverRightAnswers) {
  StartMock({.faults = "refuse=0.1,reset=0.1,reset-head=0.1,reset-body=0.1,cut=0.1,cut-event=0.1,"
                       "429=0.1,garbage=0.1,length-long=0.1"});
  const Tally tally = Ask("/v1/chat/completions");
  EXPECT_GT(tally.ok, 0u);
  EXPECT_EQ(tally.wrong, 0u);
  uint64_t failed = 0;
  for (const auto& [kind, count] : tally.errors) failed += count;
  EXPECT_EQ(tally.ok + failed, tally.sent);
  for (const char* kind : {"reset", "closed", "malformed", "status-429"}) {
    EXPECT_TRUE(tally.errors.contains(kind)) << kind;
  }
}

TEST_F(RoundTest, AnswersThatOnlySeemRightAreWrong) {
  StartMock({.faults = "error-200=0.5,html=0.5"});
  const Tally tally = Ask("/v1/chat/completions");
  EXPECT_GT(tally.wrong, 0u);
  EXPECT_EQ(tally.ok, 0u);
}

TEST_F(RoundTest, AStalledAnswerTimesOut) {
  StartMock({});
  options_.connections = 1;
  options_.orders = "fault=stall";
  options_.timeout = std::chrono::milliseconds(10);
  const Tally tally = Ask("/v1/chat/completions");
  EXPECT_EQ(tally.ok, 0u);
  EXPECT_GT(tally.errors.at("timeout"), 0u);
}

TEST_F(RoundTest, StreamsAreHeldTogether) {
  StartMock({});
  options_.stream = true;
  options_.hold = 100;
  options_.orders = "interval=10s;events=3";
  const Target target = At("/v1/chat/completions");
  const HoldResult result = Hold(target, options_, meter_, clock_).Run();
  EXPECT_EQ(result.held, 100u);
  EXPECT_EQ(result.lost, 0u);
}

}  // namespace
}  // namespace farthing::lab
