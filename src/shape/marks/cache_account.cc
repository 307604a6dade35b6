#include "shape/marks/cache_account.h"

#include <algorithm>

#include "shape/marks/cache_rules.h"

namespace farthing::shape {
namespace {

using model::TokenClass;
using enum model::TokenClass;

constexpr int64_t kLeastOfOpenAI = 1024;

// `part` of `whole` of `tokens`.
int64_t ShareOf(int64_t tokens, int64_t part, int64_t whole) {
  if (whole <= 0 || part <= 0) return 0;
  const double share = std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
  return static_cast<int64_t>(static_cast<double>(tokens) * share + .5);
}

int64_t CachedOf(const model::TokenCounts& counts) {
  return counts[kCacheRead] + counts[kCacheWrite5m] + counts[kCacheWrite1h];
}

}  // namespace

model::TokenCounts WithoutMarks(model::TokenCounts counts, const CacheAccount& account) {
  if (!account.is_marked) return counts;
  const int64_t all = counts[kFresh] + CachedOf(counts);
  if (account.marks_itself) {
    const bool is_cached = all >= kLeastOfOpenAI;
    counts[kCacheRead] = is_cached ? ShareOf(all, account.held, account.tokens) : 0;
    counts[kCacheWrite1h] = 0;
    counts[kCacheWrite5m] = is_cached ? all - counts[kCacheRead] : 0;
    counts[kFresh] = is_cached ? 0 : all;
    return counts;
  }
  int64_t left = ShareOf(CachedOf(counts), account.callers, account.ours);
  for (const TokenClass cached : {kCacheRead, kCacheWrite1h, kCacheWrite5m}) {
    counts[cached] = std::min(counts[cached], left);
    left -= counts[cached];
  }
  counts[kFresh] = all - CachedOf(counts);
  return counts;
}

double BroughtByMarks(const model::TokenCounts& counts, const CacheAccount& account) {
  if (!account.is_marked) return 0;
  model::TokenCounts without = WithoutMarks(counts, account);
  if (account.marks_itself) without = {};
  const CacheRules prices;
  const auto more = [&](TokenClass cached) {
    return static_cast<double>(counts[cached] - without[cached]);
  };
  return more(kCacheRead) * (1 - prices.read) - more(kCacheWrite5m) * (prices.write - 1);
}

}  // namespace farthing::shape
