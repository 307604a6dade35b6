#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing {

// US dollars as a whole number of picodollars (10^-12 $): up to 9.2 million dollars either way,
// which is what one request, or one account's total, stays under. Sums are checked, never wrapped.
// Values; no thread rules.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money Picodollars(int64_t count) { return Money(count); }

  // A plain decimal of dollars, not negative, at most 12 places ("0.01").
  static Result<Money> ParseUsd(std::string_view text);

  constexpr int64_t picodollars() const { return picodollars_; }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  explicit constexpr Money(int64_t picodollars) : picodollars_(picodollars) {}
  int64_t picodollars_ = 0;
};

Result<Money> Add(Money a, Money b);
Result<Money> Subtract(Money a, Money b);

// `count` times as much.
Result<Money> Multiply(Money each, int64_t count);

// A plain decimal of dollars, exact, without trailing zeros: "0.0017535", "-3", "0".
std::string FormatUsd(Money money);

// An exact factor on a price ("1.1"): at most six places, at most a million.
class Factor {
 public:
  constexpr Factor() = default;  // 1
  static Result<Factor> Parse(std::string_view text);

  constexpr int64_t millionths() const { return millionths_; }
  friend constexpr auto operator<=>(Factor, Factor) = default;

 private:
  explicit constexpr Factor(int64_t millionths) : millionths_(millionths) {}
  int64_t millionths_ = 1'000'000;
};

// An exact price per token, to 10^-18 $ a token. It is written in dollars per million tokens.
class Rate {
 public:
  constexpr Rate() = default;  // free

  // A plain decimal of dollars per million tokens, not negative, at most 12 places ("0.15").
  static Result<Rate> Parse(std::string_view text);

  // An equal part of `total` for each of `tokens`, rounded half up; beyond 9.2 million dollars per
  // million tokens it is an error. REQUIRES: total ≥ 0, tokens > 0.
  static Result<Rate> Spread(Money total, int64_t tokens);

  // tokens × rate × factors, rounded once, half up, to a picodollar. An amount that does not fit is
  // an error. REQUIRES: tokens ≥ 0; at most two factors.
  Result<Money> Times(int64_t tokens, std::span<const Factor> factors = {}) const;

  // Dollars per million tokens, as Parse reads it, without trailing zeros.
  std::string PerMillion() const;

  friend constexpr auto operator<=>(Rate, Rate) = default;

 private:
  explicit constexpr Rate(int64_t attodollars) : attodollars_(attodollars) {}
  int64_t attodollars_ = 0;  // 10^-18 $ a token
};

}  // namespace farthing
