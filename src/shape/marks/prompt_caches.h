#pragma once

#include <cstddef>
#include <mutex>

#include "shape/marks/cache_family.h"
#include "shape/marks/reuse_predictor.h"

namespace farthing::shape {

// What is known of the providers' prompt caches, a predictor for each family that takes marks. Any
// thread: a lock is held for the microseconds of a decision, and only for requests that are long
// enough to be cached.
class PromptCaches {
 public:
  // REQUIRES: a family with marks; so for Settle.
  ReuseAnswer Decide(CacheFamily family, const ReuseQuestion& question);
  void Settle(CacheFamily family, uint64_t route, double taken, double told);

 private:
  static constexpr size_t kPoints = size_t{1} << 16;
  struct Desk {
    explicit Desk(const CacheRules& rules) : predictor(rules, kPoints) {}
    std::mutex mutex;
    ReusePredictor predictor;
  };
  Desk& DeskOf(CacheFamily family);

  Desk anthropic_{{.lifetime = std::chrono::minutes(5)}};
  Desk openai_{{.lifetime = std::chrono::minutes(30)}};
};

}  // namespace farthing::shape
