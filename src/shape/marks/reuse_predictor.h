#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "shape/marks/cache_rules.h"
#include "shape/marks/mark_budget.h"
#include "shape/marks/prefix_table.h"
#include "shape/marks/reuse_model.h"

namespace farthing::shape {

// A request, before it is sent to a provider with a prompt cache.
struct ReuseQuestion {
  // Where it may be marked, ascending. Points of other models or tenants have other hashes.
  std::span<const PrefixPoint> points;
  int64_t tokens = 0;           // of all of it
  int64_t least_tokens = 1024;  // of a prefix that the provider caches
  uint64_t route = 0;
  MonotonicTime now{};
};

// Places are numbers of points: 0 is none of them.
struct ReuseAnswer {
  size_t live = 0;    // the provider holds it up to here
  size_t whole = 0;   // to be written up to here, for who comes back
  size_t shared = 0;  // to be written up to here, for others that begin alike; below whole
  size_t ended = 0;   // the last request that this one continues ended here, within a lifetime
  bool is_held_back = false;  // more would pay, by what was seen, than the budget allows
  double deed = 0;  // what the marks are taken to bring now: reading less writing, in tokens
};

// Foretells which prefixes of requests come again while the provider would hold them, and says
// where to mark so that what is written is expected to be read.
//
// A request continues the one whose end it holds. How probable its own continuation is, is learned
// from turns, gaps between them and lengths (reuse_model.h). Whether a prefix came again can be
// seen whether or not it was marked, so nothing is spent to learn. A beginning that many requests
// share is judged by its own past. What is spent is held by a budget a route (mark_budget.h).
//
// Deterministic, bounded memory, microseconds. One thread at a time.
class ReusePredictor {
 public:
  // `capacity`: points that are remembered, a power of two.
  ReusePredictor(const CacheRules& rules, size_t capacity);

  ReuseAnswer Decide(const ReuseQuestion& question);

  // What the marks of a request of that route brought by the provider's own count, where Decide had
  // taken it to be `taken`.
  void Settle(uint64_t route, double taken, double told);

 private:
  // What a request continues, and how that went.
  struct Past {
    size_t seen = 0;  // its points that were known
    size_t end = 0;   // the deepest of them where a request ended
    PrefixNode deepest;
    PrefixNode before;  // at `end`
    double gap_seconds = -1;
  };
  // A request whose continuation is awaited.
  struct Example {
    uint64_t end = 0;
    uint64_t route = 0;
    MonotonicTime until{};
    ReuseModel::Features features{};
    float tokens = 0;  // that would be written
    float weight = 1;
    bool is_marked_on_paper = false;
    bool is_open = false;
  };

  void LetTimePass(MonotonicTime now);
  void Close(Example& example, bool came);
  void CloseContinued(const ReuseQuestion& question);
  Past Look(const ReuseQuestion& question);
  size_t LiveOf(const ReuseQuestion& question);
  ReuseModel::Features FeaturesOf(const ReuseQuestion& question, const Past& past) const;
  size_t SharedOf(const ReuseQuestion& question);
  void Spend(const ReuseQuestion& question, double probability, ReuseAnswer* answer);
  void Remember(const ReuseQuestion& question, const Past& past, const ReuseAnswer& answer);
  void RememberEnd(const ReuseQuestion& question, const Past& past, uint32_t example);
  uint32_t Await(const ReuseQuestion& question, const ReuseModel::Features& features,
                 double probability, double tokens);
  MarkBudget& BudgetOf(uint64_t route) { return budgets_[route % kBudgets]; }

  static constexpr size_t kBudgets = 64;
  static constexpr size_t kExamples = size_t{1} << 15;

  const CacheRules rules_;
  PrefixTable prefixes_;
  ReuseModel model_;
  std::array<MarkBudget, kBudgets> budgets_;
  std::vector<Example> examples_;  // a ring, by time
  uint64_t first_ = 0, next_ = 0;  // numbers of examples
};

}  // namespace farthing::shape
