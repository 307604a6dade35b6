#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "lab/mock/orders.h"
#include "lab/mock/path.h"

namespace farthing::lab {

// What the mock remembers of its work, shared by its threads. Safe from any thread.
class MockState {
 public:
  void CountAccept(bool refused);
  void CountClose(bool unfinished_answer);
  void CountRequest(Endpoint endpoint);
  void CountOutcome(Fault fault, int ordered_status);  // kNone: an answer as it should be
  void CountBadRequest();

  // The last provider request, as it came; its body without chunking.
  void Remember(std::string_view head, std::string_view body);
  std::string Last() const;

  // Counts one use of these orders; false once they were used `times` times.
  bool UseOrders(std::string_view orders, uint64_t times);

  // Everything counted, as a JSON object; the README describes it.
  std::string StatsJson() const;

  // Back to zero, except for the connections that are open.
  void Reset();

 private:
  using Counter = std::atomic<uint64_t>;
  static constexpr int kFirstStatus = 400;

  Counter accepted_{0};
  Counter open_{0};
  Counter refused_{0};
  Counter aborted_{0};
  Counter bad_requests_{0};
  std::array<Counter, static_cast<size_t>(Endpoint::kCount)> requests_{};
  std::array<Counter, static_cast<size_t>(Fault::kCount)> faults_{};
  std::array<Counter, 200> statuses_{};  // from kFirstStatus

  mutable std::mutex mutex_;
  std::string last_head_;
  std::string last_body_;
  std::map<std::string, uint64_t, std::less<>> orders_used_;
};

}  // namespace farthing::lab
