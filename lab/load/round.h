#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "base/random.h"
#include "lab/load/arrivals.h"
#include "lab/load/load_connection.h"
#include "lab/load/options.h"
#include "lab/load/process_meter.h"
#include "lab/load/tally.h"

namespace farthing::lab {

// One round of load at one target: warm-up, measured time, then the answers still under way are
// awaited. Open loop: an arrival that finds every connection busy waits, and its latency counts
// from when it was due, so that a slow server cannot hide (no coordinated omission). Made and run
// once, on one thread.
class Round final : public LoadConnection::Owner {
 public:
  // `first_number` begins the round's nonces: they must not repeat within a run.
  Round(const Target& target, const LoadOptions& options, uint64_t first_number,
        const ProcessMeter& meter, const Clock& clock);

  Tally Run();
  uint64_t next_number() const { return number_; }

  void OnFirstEvent(LoadConnection&) override {}
  void OnEventDelay(Duration delay) override;
  void OnFinished(LoadConnection& connection, const Exchange& exchange) override;

 private:
  enum class Phase { kWarmup, kMeasure, kDrain };

  // A timer of the round beside those of its connections.
  template <void (Round::*kOnTimer)()>
  struct Ticker final : Handler {
    explicit Ticker(Round& owner) : round(owner) {}
    void OnReady(uint32_t) override {}
    void OnTimer() override { (round.*kOnTimer)(); }
    Round& round;
  };

  void NextPhase();
  void Arrive();
  void SendDue(MonotonicTime until);
  void FailOverdue();
  void SendOn(LoadConnection& connection, MonotonicTime intended);
  void Record(const Exchange& exchange);
  void FinishIfDrained();

  const LoadOptions& options_;
  const ProcessMeter& meter_;
  Loop loop_;
  FastRandom random_;
  Arrivals arrivals_;
  RequestTemplate request_;
  std::vector<std::unique_ptr<LoadConnection>> connections_;
  std::vector<LoadConnection*> free_;  // open loop: without a request
  std::deque<MonotonicTime> waiting_;  // arrivals that found no free connection
  Ticker<&Round::NextPhase> phases_{*this};
  Ticker<&Round::Arrive> arrival_{*this};
  Ticker<&Round::FailOverdue> overdue_{*this};
  Phase phase_ = Phase::kWarmup;
  MonotonicTime begin_;  // of the measured time
  MonotonicTime due_;    // the next arrival
  uint64_t number_;
  uint64_t busy_ = 0;
  Tally tally_;
};

}  // namespace farthing::lab
