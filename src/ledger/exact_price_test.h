#pragma once

// What a usage costs, computed anew in 256 bits from the rates as they are written: of the code
// under test it takes which rate holds, and nothing of its arithmetic.

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/effective_rates.h"
#include "model/price.h"

namespace farthing::ledger {

using Exact = boost::multiprecision::uint256_t;  // picodollars
inline constexpr int64_t kMostMoney = std::numeric_limits<int64_t>::max();

// 10^-18 $ a token, which dollars a million with twelve places are.
inline uint64_t AttodollarsOf(const Rate& rate) {
  uint64_t value = 0;
  int places = -1;  // before the point
  for (const char digit : rate.PerMillion()) {
    if (digit != '.') value = value * 10 + static_cast<uint64_t>(digit - '0');
    if (digit == '.' || places >= 0) ++places;
  }
  for (places = std::max(places, 0); places < 12; ++places) value *= 10;
  return value;
}

// Rounded half up.
inline Exact ExactLine(int64_t count, const Rate& rate, Factor region, Factor speed) {
  constexpr uint64_t kUnit = 1'000'000'000'000'000'000;  // 10^-18 $ in a picodollar, two factors
  Exact amount = static_cast<uint64_t>(count);
  amount *= AttodollarsOf(rate);
  amount *= static_cast<uint64_t>(region.millionths());
  amount *= static_cast<uint64_t>(speed.millionths());
  return (amount + kUnit / 2) / kUnit;
}

class ExactPrice {
 public:
  ExactPrice(const model::Usage& usage, const model::PriceHistory& prices, WallTime at)
      : period_(model::PeriodAt(prices, at)) {
    if (period_ == nullptr) {
      is_priced_ = false;
      return;
    }
    const auto rates =
        model::EffectiveRates(*period_, usage.service_tier, usage.tokens.input(), at);
    const bool has_speed = usage.speed.empty() || usage.speed == "standard";
    const Factor* const speed = Find(period_->speeds, usage.speed);
    const Factor* const region = Find(period_->regions, usage.region);
    is_priced_ = rates && (has_speed || speed != nullptr);
    if (!is_priced_) return;
    AddTokens(usage.tokens, *rates, region == nullptr ? Factor() : *region,
              has_speed ? Factor() : *speed);
    AddFees(usage);
  }

  bool is_priced() const { return is_priced_; }
  bool fits() const { return total_ <= kMostMoney; }
  const Exact& total() const { return total_; }

  void Add(const ExactPrice& other) {
    is_priced_ = is_priced_ && other.is_priced_;
    total_ += other.total_;
  }

 private:
  template <typename T>
  static const T* Find(const std::vector<std::pair<std::string, T>>& named, std::string_view name) {
    const auto found = std::ranges::find(named, name, &std::pair<std::string, T>::first);
    return found == named.end() ? nullptr : &found->second;
  }

  static Exact FeeOf(Money fee) { return static_cast<uint64_t>(fee.picodollars()); }

  void AddTokens(model::TokenCounts tokens, const model::RateTable& rates, Factor region,
                 Factor speed) {
    using model::TokenClass;
    if (!rates[model::RateKind::kImageCached]) {  // one line with what was read from the cache
      tokens[TokenClass::kCacheRead] += tokens[TokenClass::kImageCached];
      tokens[TokenClass::kImageCached] = 0;
    }
    for (size_t i = 0; i < model::kTokenClasses; ++i) {
      const auto token_class = static_cast<TokenClass>(i);
      if (tokens[token_class] == 0) continue;
      const std::optional<Rate> rate = model::RateOf(token_class, rates);
      is_priced_ = is_priced_ && rate.has_value();
      if (rate) total_ += ExactLine(tokens[token_class], *rate, region, speed);
    }
  }

  void AddFees(const model::Usage& usage) {
    bool counted = false;
    for (const model::CallCount& calls : usage.calls) {
      counted = counted || calls.name == "request";
      const Money* const fee = Find(period_->fees, calls.name);
      is_priced_ = is_priced_ && fee != nullptr;
      if (fee != nullptr) total_ += FeeOf(*fee) * static_cast<uint64_t>(calls.count);
    }
    const Money* const fee = Find(period_->fees, "request");
    if (!counted && fee != nullptr) total_ += FeeOf(*fee);
  }

  const model::PricePeriod* const period_;
  bool is_priced_ = true;
  Exact total_ = 0;
};

}  // namespace farthing::ledger
