#include "gateway/report_desk.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>
#include <vector>

#include "gateway/test_rig.h"
#include "net/test_rig.h"

namespace farthing::gateway::test {
namespace {

using net::test::Gate;

// A loop whose time moves when the test says so.
class ShiftedLoop {
 public:
  ~ShiftedLoop() {
    loop_.Stop();
    thread_.join();
  }
  net::Loop& loop() { return loop_; }
  // Everything posted before is done.
  void Settle() {
    std::promise<void> done;
    loop_.Post([&done] { done.set_value(); });
    done.get_future().wait();
  }
  void Pass(Duration time) {
    Settle();
    clock_.Advance(time);
    Settle();
  }

 private:
  ShiftedClock clock_;
  net::Loop loop_{clock_};
  std::thread thread_{[this] { loop_.Run(); }};
};

// Somebody who asks at once, for a report that begins at `second`. Outlives the answer.
class Caller {
 public:
  Caller(ShiftedLoop& thread, ReportDesk& desk, int second) : thread_(thread) {
    ledger::Question question;
    question.from = question.to = WallTime(std::chrono::seconds(second));
    thread_.loop().Post([this, &desk, question] { net::Spawn(Ask(desk, question)); });
    thread_.Settle();
  }
  void HangUp() {
    thread_.loop().Post([this] { interrupt_.Trigger(); });
  }
  // Nullopt: a report.
  std::optional<ErrorCode> Answer() {
    if (answer_.wait_for(kPatience) != std::future_status::ready) {
      throw std::runtime_error("no answer");
    }
    const Result<ledger::Report> report = answer_.get();
    if (!report) return report.error().code;
    return std::nullopt;
  }

 private:
  net::Task<void> Ask(ReportDesk& desk, ledger::Question question) {
    Result<ledger::Report> report =
        co_await desk.Ask(thread_.loop(), std::move(question), interrupt_);
    promise_.set_value(std::move(report));
  }

  ShiftedLoop& thread_;
  net::Interrupt interrupt_;
  std::promise<Result<ledger::Report>> promise_;
  std::future<Result<ledger::Report>> answer_ = promise_.get_future();
};

int SecondOf(const ledger::Question& question) {
  return static_cast<int>(question.from.time_since_epoch() / std::chrono::seconds(1));
}

// Holds what it is asked first until the gate is opened or the question given up.
class Reader {
 public:
  ReportDesk::Reader AsFunction() {
    return [this](const ledger::Question& question) -> Result<ledger::Report> {
      asked_.push_back(SecondOf(question));
      if (asked_.size() > 1) return ledger::Report();
      begun_.Open();
      const auto limit = std::chrono::steady_clock::now() + kPatience;
      while (!open_ && !question.given_up->load() && std::chrono::steady_clock::now() < limit) {
        std::this_thread::yield();
      }
      saw_give_up_ = question.given_up->load();
      return ledger::Report();
    };
  }
  void WaitUntilAsked() { ASSERT_TRUE(begun_.Wait()); }
  void Open() { open_ = true; }
  // Once the desk is gone.
  const std::vector<int>& asked() const { return asked_; }
  bool saw_give_up() const { return saw_give_up_; }

 private:
  Gate begun_;
  std::atomic<bool> open_{false}, saw_give_up_{false};
  std::vector<int> asked_;
};

class ReportDeskTest : public testing::Test {
 protected:
  Caller& Ask(int second) {
    return *callers_.emplace_back(std::make_unique<Caller>(thread_, *desk_, second));
  }
  // Which is held.
  Caller& AskFirst() {
    Caller& first = Ask(1);
    reader_.WaitUntilAsked();
    return first;
  }

  Reader reader_;
  ShiftedLoop thread_;
  std::unique_ptr<ReportDesk> desk_ = std::make_unique<ReportDesk>(reader_.AsFunction());
  std::vector<std::unique_ptr<Caller>> callers_;
};

TEST_F(ReportDeskTest, ReadsOneAfterTheOtherWhileTheLoopGoesOn) {
  Caller& first = AskFirst();
  Caller& second = Ask(2);
  Caller& third = Ask(3);
  thread_.Settle();
  reader_.Open();
  for (Caller* caller : {&first, &second, &third}) EXPECT_EQ(caller->Answer(), std::nullopt);
  desk_.reset();
  EXPECT_EQ(reader_.asked(), (std::vector{1, 2, 3}));
}

TEST_F(ReportDeskTest, OneTooManyIsRefusedAtOnce) {
  AskFirst();
  for (size_t i = 0; i < ReportDesk::kMostWaiting; ++i) Ask(2);
  EXPECT_EQ(Ask(3).Answer(), ErrorCode::kOverloaded);
  reader_.Open();
  for (size_t i = 0; i <= ReportDesk::kMostWaiting; ++i) {
    EXPECT_EQ(callers_[i]->Answer(), std::nullopt);
  }
}

TEST_F(ReportDeskTest, ACallerThatHangsUpEndsTheReading) {
  Caller& first = AskFirst();
  first.HangUp();
  EXPECT_EQ(first.Answer(), ErrorCode::kCancelled);
  EXPECT_EQ(Ask(2).Answer(), std::nullopt);
  desk_.reset();
  EXPECT_TRUE(reader_.saw_give_up());
}

TEST_F(ReportDeskTest, WhoHangsUpInTheQueueLeavesItsPlace) {
  Caller& first = AskFirst();
  for (size_t i = 0; i < ReportDesk::kMostWaiting; ++i) Ask(2);
  callers_.back()->HangUp();
  EXPECT_EQ(callers_.back()->Answer(), ErrorCode::kCancelled);
  Caller& last = Ask(3);
  reader_.Open();
  EXPECT_EQ(first.Answer(), std::nullopt);
  EXPECT_EQ(last.Answer(), std::nullopt);
  desk_.reset();
  std::vector expected{1};
  expected.resize(ReportDesk::kMostWaiting, 2);  // one of them has left
  expected.push_back(3);
  EXPECT_EQ(reader_.asked(), expected);
}

TEST_F(ReportDeskTest, NobodyWaitsForEver) {
  Caller& first = AskFirst();
  thread_.Pass(ReportDesk::kLimit);
  EXPECT_EQ(first.Answer(), ErrorCode::kTimeout);
  desk_.reset();
  EXPECT_TRUE(reader_.saw_give_up());
}

// As at a gateway's end, where the callers are cut first.
TEST_F(ReportDeskTest, ItsEndDoesNotWaitForAReport) {
  AskFirst();
  desk_.reset();
  EXPECT_TRUE(reader_.saw_give_up());
  EXPECT_EQ(callers_.front()->Answer(), std::nullopt);
}

}  // namespace
}  // namespace farthing::gateway::test
