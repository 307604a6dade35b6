#include "model/price.h"

#include <algorithm>
#include <array>

#include "model/effective_rates.h"
#include "model/model_names.h"

namespace farthing::model {
namespace {

constexpr std::string_view kRequestFee = "request";

// One price: collects lines, and the first reason why there is none.
class Billing {
 public:
  Billing(const Usage& usage, const PriceQuestion& question) : usage_(usage), question_(question) {}

  Result<Bill> Run(const PriceHistory& prices) {
    period_ = PeriodAt(prices, question_.at);
    if (period_ == nullptr) {
      SayUnpriced("the model's price is unknown");
    } else {
      bill_.source = period_->source;
      ChooseRates();
      ChooseFactors();
    }
    if (const Status billed = BillTokens(); !billed) return Fail(billed.error());
    if (const Status billed = BillFees(); !billed) return Fail(billed.error());
    return Finish();
  }

 private:
  void ChooseRates() {
    auto rates = EffectiveRates(*period_, ServedTier(), usage_.tokens.input(), question_.at);
    if (rates) {
      rates_ = *rates;
    } else {
      SayUnpriced(rates.error());
    }
  }

  // What was asked for may not have been granted; but of a batch its answers know nothing.
  std::string ServedTier() const {
    const std::string asked = LowerCase(question_.service_tier),
                      said = LowerCase(usage_.service_tier);
    const bool is_told = !said.empty() && said != "auto";
    return is_told && !(asked == "batch" && IsStandardTier(said)) ? said : asked;
  }

  void ChooseFactors() {
    const std::string region =
        LowerCase(question_.region.empty() ? usage_.region : question_.region);
    const auto regional = std::ranges::find(period_->regions, region, &NamedFactor::first);
    if (regional != period_->regions.end()) factors_[0] = regional->second;
    const std::string_view speed = usage_.speed;
    if (speed.empty() || speed == "standard") return;
    const auto fast = std::ranges::find(period_->speeds, speed, &NamedFactor::first);
    if (fast != period_->speeds.end()) {
      factors_[1] = fast->second;
    } else {
      SayUnpriced("the price of the speed '" + std::string(speed) + "' is unknown");
    }
  }

  // Cached images that are not billed apart belong to what was read from the cache.
  TokenCounts BilledCounts() const {
    TokenCounts tokens = usage_.tokens;
    if (!rates_ || (*rates_)[RateKind::kImageCached]) return tokens;
    tokens[TokenClass::kCacheRead] += tokens[TokenClass::kImageCached];
    tokens[TokenClass::kImageCached] = 0;
    return tokens;
  }

  Status BillTokens() {
    const TokenCounts tokens = BilledCounts();
    for (size_t i = 0; i < kTokenClasses; ++i) {
      const auto token_class = static_cast<TokenClass>(i);
      const int64_t count = tokens[token_class];
      if (count == 0) continue;
      BillLine& line = bill_.lines.emplace_back();
      line.name = NameOf(token_class);
      line.count = count;
      if (!rates_) continue;
      const std::optional<Rate> rate = RateOf(token_class, *rates_);
      if (!rate) {
        SayUnpriced("the price of the class '" + std::string(line.name) + "' is unknown");
        continue;
      }
      const Result<Money> money = rate->Times(count, factors_);
      if (!money) return Fail(money.error());
      line.money = *money;
    }
    return {};
  }

  const Fee* FindFee(std::string_view name) const {
    if (period_ == nullptr) return nullptr;
    const auto fee = std::ranges::find(period_->fees, name, &Fee::first);
    return fee == period_->fees.end() ? nullptr : &*fee;
  }

  Status BillFees() {
    const bool counted = std::ranges::any_of(
        usage_.calls, [](const CallCount& calls) { return calls.name == kRequestFee; });
    if (!counted && FindFee(kRequestFee) != nullptr) {
      if (const Status billed = BillFee({kRequestFee, 1}); !billed) return billed;
    }
    for (const CallCount& calls : usage_.calls) {
      if (const Status billed = BillFee(calls); !billed) return billed;
    }
    return {};
  }

  Status BillFee(const CallCount& calls) {
    const Fee* fee = nullptr;
    if (!usage_.search_context.empty()) {
      fee = FindFee(std::string(calls.name) + "_" + usage_.search_context);
    }
    if (fee == nullptr) fee = FindFee(calls.name);
    BillLine& line = bill_.lines.emplace_back();
    line.name = calls.name;
    line.is_fee = true;
    line.count = calls.count;
    if (fee == nullptr) {
      SayUnpriced("the fee for '" + std::string(calls.name) + "' is unknown");
      return {};
    }
    const Result<Money> money = Multiply(fee->second, calls.count);
    if (!money) return Fail(money.error());
    line.money = *money;
    return {};
  }

  Result<Bill> Finish() {
    for (const BillLine& line : bill_.lines) {
      if (bill_.exactness == Exactness::kUnpriced) break;
      const Result<Money> sum = Add(bill_.total, *line.money);
      if (!sum) return Fail(sum.error());
      bill_.total = *sum;
    }
    return std::move(bill_);
  }

  void SayUnpriced(std::string reason) {
    bill_.exactness = Exactness::kUnpriced;
    if (bill_.unpriced_reason.empty()) bill_.unpriced_reason = std::move(reason);
  }

  const Usage& usage_;
  const PriceQuestion& question_;
  const PricePeriod* period_ = nullptr;
  std::optional<RateTable> rates_;
  std::array<Factor, 2> factors_;  // region, speed
  Bill bill_;
};

Status AddLine(const BillLine& line, Bill* bill) {
  const auto same = std::ranges::find_if(bill->lines, [&line](const BillLine& other) {
    return other.name == line.name && other.is_fee == line.is_fee;
  });
  if (same == bill->lines.end()) {
    bill->lines.push_back(line);
    return {};
  }
  same->count = AddCounts(same->count, line.count);
  if (!same->money || !line.money) {
    same->money.reset();
    return {};
  }
  const Result<Money> sum = Add(*same->money, *line.money);
  if (!sum) return Fail(sum.error());
  same->money = *sum;
  return {};
}

}  // namespace

std::string_view NameOf(Exactness exactness) {
  switch (exactness) {
    case Exactness::kExact:
      return "exact";
    case Exactness::kOverride:
      return "override";
    case Exactness::kUnpriced:
      break;
  }
  return "unpriced";
}

Result<Bill> Price(const Usage& usage, const PriceHistory& prices, const PriceQuestion& question) {
  return Billing(usage, question).Run(prices);
}

Status AddBill(const Bill& other, Bill* bill) {
  for (const BillLine& line : other.lines) {
    if (const Status added = AddLine(line, bill); !added) return added;
  }
  if (bill->unpriced_reason.empty()) bill->unpriced_reason = other.unpriced_reason;
  bill->exactness = std::max(bill->exactness, other.exactness);
  const Result<Money> sum = Add(bill->total, other.total);
  if (!sum) return Fail(sum.error());
  bill->total = bill->exactness == Exactness::kUnpriced ? Money() : *sum;
  return {};
}

}  // namespace farthing::model
