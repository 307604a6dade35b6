#include "lab/load/round.h"

#include <string>
#include <utility>

namespace farthing::lab {
namespace {

constexpr Duration kOverdueCheck = std::chrono::milliseconds(100);

}  // namespace

Round::Round(const Target& target, const LoadOptions& options, uint64_t first_number,
             const ProcessMeter& meter, const Clock& clock)
    : options_(options),
      meter_(meter),
      loop_(clock),
      random_(options.seed + first_number),
      arrivals_(options.arrivals, options.rate > 0 ? options.rate : 1, random_),
      request_(BuildRequest(target, options)),
      number_(first_number) {
  for (uint64_t i = 0; i < options.connections; ++i) {
    connections_.push_back(std::make_unique<LoadConnection>(loop_, target, request_, *this));
  }
}

Tally Round::Run() {
  const MonotonicTime now = loop_.Now();
  loop_.Arm(&phases_, now + options_.warmup);
  loop_.Arm(&overdue_, now + kOverdueCheck);
  if (options_.rate > 0) {
    for (auto& connection : connections_) free_.push_back(connection.get());
    due_ = now + arrivals_.NextGap();
    loop_.Arm(&arrival_, due_);
  } else {
    for (auto& connection : connections_) SendOn(*connection, loop_.Now());
  }
  loop_.Run();
  return std::move(tally_);
}

void Round::NextPhase() {
  const MonotonicTime now = loop_.Now();
  if (phase_ == Phase::kWarmup) {
    phase_ = Phase::kMeasure;
    begin_ = now;
    tally_.pss_before = meter_.PssBytes();
    tally_.cpu = meter_.Cpu();
    loop_.Arm(&phases_, now + options_.duration);
    return;
  }
  SendDue(now);
  phase_ = Phase::kDrain;
  tally_.measured = now - begin_;
  tally_.cpu = meter_.Cpu() - tally_.cpu;
  tally_.pss_after = meter_.PssBytes();
  loop_.Disarm(&arrival_);
  FinishIfDrained();
}

void Round::Arrive() {
  SendDue(loop_.Now());
  loop_.Arm(&arrival_, due_);
}

// The timer may be late, the arrivals are not: all that are due are sent or wait.
void Round::SendDue(MonotonicTime until) {
  if (options_.rate <= 0) return;
  for (; due_ <= until; due_ += arrivals_.NextGap()) {
    if (free_.empty()) {
      waiting_.push_back(due_);
      continue;
    }
    LoadConnection* connection = free_.back();
    free_.pop_back();
    SendOn(*connection, due_);
  }
}

void Round::FailOverdue() {
  const MonotonicTime now = loop_.Now();
  for (auto& connection : connections_) {
    if (connection->busy() && now - connection->sent_at() > options_.timeout) {
      connection->Fail("timeout");
    }
  }
  loop_.Arm(&overdue_, now + kOverdueCheck);
}

void Round::SendOn(LoadConnection& connection, MonotonicTime intended) {
  ++busy_;
  if (phase_ != Phase::kWarmup && intended >= begin_) ++tally_.sent;
  connection.Send(intended, number_++);
}

void Round::OnEventDelay(Duration delay) {
  if (phase_ == Phase::kMeasure) tally_.event_delay.Record(delay);
}

void Round::OnFinished(LoadConnection& connection, const Exchange& exchange) {
  --busy_;
  if (phase_ == Phase::kMeasure) ++tally_.completed;
  if (phase_ != Phase::kWarmup && exchange.intended >= begin_) Record(exchange);
  if (!waiting_.empty()) {
    const MonotonicTime intended = waiting_.front();
    waiting_.pop_front();
    return SendOn(connection, intended);
  }
  if (phase_ == Phase::kDrain) return FinishIfDrained();
  if (options_.rate > 0) {
    free_.push_back(&connection);
  } else {
    SendOn(connection, loop_.Now());
  }
}

void Round::Record(const Exchange& exchange) {
  const std::string kind = ErrorKind(exchange);
  tally_.events += exchange.events;
  tally_.event_reads += exchange.event_reads;
  if (!kind.empty()) {
    ++tally_.errors[kind];
    if (exchange.outcome == Outcome::kWrong && exchange.error.empty()) ++tally_.wrong;
    return;
  }
  ++tally_.ok;
  tally_.latency.Record(exchange.end - exchange.intended);
  if (exchange.events != 0) {
    tally_.first_event.Record(exchange.first_event - exchange.intended);
  }
}

void Round::FinishIfDrained() {
  if (busy_ == 0 && waiting_.empty()) loop_.Stop();
}

}  // namespace farthing::lab
