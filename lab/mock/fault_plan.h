#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "lab/mock/orders.h"

namespace farthing::lab {

// Faults by chance: "refuse=0.1,reset=0.1,429=0.05" spoils that share of the connections (refuse)
// or requests (all others). A number is a status; a 429 and a 503 bring retry-after: 1. The same
// seed draws the same sequence. One thread.
class FaultPlan {
 public:
  // An error names the entry that is wrong; the shares of the request faults sum to at most 1.
  static Result<FaultPlan> Parse(std::string_view text, uint64_t seed);

  FaultPlan() : FaultPlan(0) {}

  bool empty() const { return shares_.empty() && refusals_ == 0; }
  bool DrawRefusal();  // for a connection just accepted
  Orders Draw();       // for a request

 private:
  struct Share {
    double end;  // of its part of [0, 1)
    Orders orders;
  };

  explicit FaultPlan(uint64_t seed) : accepts_(seed), requests_(seed + 1) {}
  Status Add(std::string_view name, std::string_view share);

  FastRandom accepts_;
  FastRandom requests_;
  double refusals_ = 0;
  std::vector<Share> shares_;
};

}  // namespace farthing::lab
