#include "lab/mock/mock_state.h"

#include <fmt/format.h>

namespace farthing::lab {
namespace {

void Increment(std::atomic<uint64_t>* counter) { counter->fetch_add(1, std::memory_order_relaxed); }

uint64_t Get(const std::atomic<uint64_t>& counter) {
  return counter.load(std::memory_order_relaxed);
}

void AppendMember(std::string_view name, uint64_t value, std::string* out) {
  *out += fmt::format("{}\"{}\":{}", out->empty() ? "" : ",", name, value);
}

}  // namespace

void MockState::CountAccept(bool refused) {
  Increment(&accepted_);
  Increment(refused ? &refused_ : &open_);
  if (refused) Increment(&faults_[static_cast<size_t>(Fault::kRefuse)]);
}

void MockState::CountClose(bool unfinished_answer) {
  open_.fetch_sub(1, std::memory_order_relaxed);
  if (unfinished_answer) Increment(&aborted_);
}

void MockState::CountRequest(Endpoint endpoint) {
  Increment(&requests_[static_cast<size_t>(endpoint)]);
}

void MockState::CountOutcome(Fault fault, int ordered_status) {
  Increment(&faults_[static_cast<size_t>(fault)]);
  if (fault == Fault::kStatus)
    Increment(&statuses_[static_cast<size_t>(ordered_status - kFirstStatus)]);
}

void MockState::CountBadRequest() { Increment(&bad_requests_); }

void MockState::Remember(std::string_view head, std::string_view body) {
  const std::lock_guard lock(mutex_);
  last_head_ = head;
  last_body_ = body;
}

std::string MockState::Last() const {
  const std::lock_guard lock(mutex_);
  return last_head_ + last_body_;
}

bool MockState::UseOrders(std::string_view orders, uint64_t times) {
  const std::lock_guard lock(mutex_);
  auto found = orders_used_.find(orders);
  if (found == orders_used_.end()) found = orders_used_.emplace(orders, 0).first;
  return ++found->second <= times;
}

std::string MockState::StatsJson() const {
  uint64_t total = 0;
  std::string requests;
  for (size_t i = 0; i < requests_.size(); ++i) {
    const uint64_t count = Get(requests_[i]);
    total += count;
    if (count != 0) AppendMember(EndpointName(static_cast<Endpoint>(i)), count, &requests);
  }
  std::string faults;
  for (size_t i = 1; i < faults_.size(); ++i) {
    const uint64_t count = Get(faults_[i]);
    if (count != 0) AppendMember(FaultName(static_cast<Fault>(i)), count, &faults);
  }
  std::string statuses;
  for (size_t i = 0; i < statuses_.size(); ++i) {
    const uint64_t count = Get(statuses_[i]);
    if (count != 0) AppendMember(fmt::to_string(i + kFirstStatus), count, &statuses);
  }
  return fmt::format(
      R"({{"connections":{{"accepted":{},"open":{},"refused":{}}},"requests":{},"by_endpoint":{{{}}},)"
      R"("answered":{},"faults":{{{}}},"statuses":{{{}}},"aborted_by_peer":{},"bad_requests":{}}})",
      Get(accepted_), Get(open_), Get(refused_), total, requests, Get(faults_[0]), faults, statuses,
      Get(aborted_), Get(bad_requests_));
}

void MockState::Reset() {
  for (Counter* counter : {&accepted_, &refused_, &aborted_, &bad_requests_}) counter->store(0);
  for (Counter& counter : requests_) counter.store(0);
  for (Counter& counter : faults_) counter.store(0);
  for (Counter& counter : statuses_) counter.store(0);
  const std::lock_guard lock(mutex_);
  last_head_.clear();
  last_body_.clear();
  orders_used_.clear();
}

}  // namespace farthing::lab
