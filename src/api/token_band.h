#pragma once

#include <algorithm>
#include <cstdint>

namespace farthing::api {

// How many tokens something is. `exact`: the provider counts just `tokens`, and low and high are
// the same; else it counts between low and high in all but about one of a thousand cases, and
// `tokens` is the likeliest. REQUIRES: 0 <= low <= tokens <= high.
struct TokenBand {
  int64_t tokens = 0;
  int64_t low = 0;
  int64_t high = 0;
  bool exact = true;

  static TokenBand Exactly(int64_t tokens) { return {tokens, tokens, tokens, true}; }
  static TokenBand Between(int64_t low, int64_t tokens, int64_t high) {
    return {std::clamp(tokens, low, high), low, high, false};
  }

  // Sums are bounds still, though wider than they need be: errors seldom all lean one way.
  TokenBand& operator+=(const TokenBand& other) {
    tokens += other.tokens;
    low += other.low;
    high += other.high;
    exact = exact && other.exact;
    return *this;
  }
  friend bool operator==(const TokenBand&, const TokenBand&) = default;
};

}  // namespace farthing::api
